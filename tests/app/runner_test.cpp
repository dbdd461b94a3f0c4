// The worker thread: the newest lab's run is told, and only that.
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "document/lab_library.h"
#include "session/plugin_loader.h"
#include "session/runner.h"

using namespace tcplab;

class RunnerTest : public QObject {
    Q_OBJECT

    Plugins plugins_;

    static Lab lab(const char* id) { return findLab(QLatin1String(id)).value().lab; }

private slots:
    void initTestCase() { plugins_ = loadPlugins(pluginFolders()); }

    void tellsTheOutcome()
    {
        Runner runner(plugins_.catalogue);
        QSignalSpy finished(&runner, &Runner::finished);
        runner.run(lab("B1"));
        QVERIFY(runner.running());
        QVERIFY(finished.wait());
        QVERIFY(!runner.running());
        const auto outcome = qvariant_cast<std::shared_ptr<const RunOutcome>>(finished.front().front());
        QCOMPARE(outcome->exchange->segments.size(), std::size_t{3});
        QCOMPARE(outcome->verdicts.size(), outcome->lab.checks.size());
        const auto here = runAndAnalyse(lab("B1"), plugins_.catalogue);
        QCOMPARE(fingerprint(*outcome->trace), fingerprint(*here.value()->trace));
    }

    void tellsOnlyTheNewest()
    {
        Runner runner(plugins_.catalogue);
        QSignalSpy finished(&runner, &Runner::finished);
        for (const char* id : {"E8", "E7", "E1", "B7", "B1"})
            runner.run(lab(id));
        QVERIFY(finished.wait(20'000));
        QTest::qWait(200);
        QCOMPARE(finished.size(), 1);
        QCOMPARE(qvariant_cast<std::shared_ptr<const RunOutcome>>(finished.front().front())->lab.id, std::string("B1"));
    }

    void tellsWhatIsMissing()
    {
        const Catalogue nothing;
        Runner runner(nothing);
        QSignalSpy failed(&runner, &Runner::failed);
        runner.run(lab("B1"));
        QVERIFY(failed.wait());
        QCOMPARE(qvariant_cast<Problem>(failed.front().front()).path, std::string("/hosts/0/engine/plugin"));
    }

    void endsInTheMiddleOfARun()
    {
        QElapsedTimer watch;
        watch.start();
        {
            Runner runner(plugins_.catalogue);
            runner.run(lab("E8"));
        }
        QVERIFY(watch.elapsed() < 5000);
    }
};

QTEST_GUILESS_MAIN(RunnerTest)
#include "runner_test.moc"
