// The window on a real network: the timeline grows while the kernel's curl fetches from the engine.
#include <sched.h>
#include <unistd.h>

#include <QApplication>
#include <QFileInfo>
#include <QMenuBar>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "shell/actions.h"
#include "shell/live_dialog.h"
#include "shell/main_window.h"
#include "views/timeline/timeline_view.h"

using namespace tcplab;

namespace {

bool runs(const QString& command)
{
    QProcess process;
    process.startCommand(command);
    return process.waitForFinished(20'000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

// Why there is no network of our own; empty when there is one. Must come before any thread is started.
QString& noNamespace()
{
    static QString why;
    return why;
}

}  // namespace

class LiveWindowTest : public QObject {
    Q_OBJECT

    Plugins plugins_;

    static LiveOptions options()
    {
        LiveOptions options;
        options.device = "tap0";
        options.address = "10.9.0.2/24";
        options.services = {"http:80"};
        return options;
    }

private slots:
    void initTestCase()
    {
        if (!noNamespace().isEmpty())
            QSKIP(qPrintable(noNamespace()));
        if (!runs(QStringLiteral("ip tuntap add dev tap0 mode tap")))
            QSKIP("a TAP device cannot be made here");
        QVERIFY(runs(QStringLiteral("ip addr add 10.9.0.1/24 dev tap0")));
        QVERIFY(runs(QStringLiteral("ip link set tap0 up")));
        plugins_ = loadPlugins(pluginFolders());
    }

    void theTimelineGrows()
    {
        MainWindow window(plugins_, Preferences(ThemeKind::Light, QStringLiteral("en")));
        window.show();
        window.open(QStringLiteral("B1"));
        const auto trace = window.live().start(options());
        QVERIFY2(trace, trace ? "" : qPrintable(trace.error()));
        window.watchLive(*trace, options());
        QVERIFY(window.message().contains(QStringLiteral("10.9.0.2/24")));
        QVERIFY(window.actions()[Act::StopLive]->isEnabled());
        QVERIFY(!window.actions()[Act::Live]->isEnabled());

        QProcess curl;
        curl.start(QStringLiteral("curl"), {QStringLiteral("-sS"), QStringLiteral("--max-time"), QStringLiteral("20"), QStringLiteral("-o"),
                                            QStringLiteral("/dev/null"), QStringLiteral("http://10.9.0.2/bytes/100000")});
        std::set<std::size_t> sizes;
        QElapsedTimer watch;
        watch.start();
        while (curl.state() != QProcess::NotRunning && watch.elapsed() < 20'000) {
            QTest::qWait(20);
            sizes.insert(window.exchange()->segments.size());
        }
        QCOMPARE(curl.exitCode(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(window.exchange()->segments.size() > 50, 5000);

        // What is selected stays while more arrives.
        const auto syn = std::find_if(window.exchange()->segments.begin(), window.exchange()->segments.end(),
                                      [](const SegmentPath& segment) { return segment.tcp && segment.tcp->flags.syn(); });
        QVERIFY(syn != window.exchange()->segments.end());
        const EventId selected = syn->sent;
        window.selection().select(selected, syn->leaves);
        const std::size_t before = window.exchange()->segments.size();
        QVERIFY(runs(QStringLiteral("curl -sS --max-time 20 -o /dev/null http://10.9.0.2/bytes/1000")));
        QTRY_VERIFY_WITH_TIMEOUT(window.exchange()->segments.size() > before, 5000);
        QVERIFY(window.selection().selected() == selected);
        // Nothing of it can be edited.
        QVERIFY(!window.actions()[Act::Lose]->isEnabled());

        window.actions()[Act::StopLive]->trigger();
        QVERIFY(!window.live().running());
        QVERIFY(window.message().isEmpty());
        const std::size_t all = window.exchange()->segments.size();
        QVERIFY(!runs(QStringLiteral("curl -sS --max-time 1 http://10.9.0.2/")));
        QCOMPARE(window.exchange()->segments.size(), all);
        if (qEnvironmentVariableIsSet("TCPLAB_KEEP_SHOT"))
            window.grab().save(qEnvironmentVariable("TCPLAB_KEEP_SHOT"));
        // And back to a lab.
        QVERIFY(window.open(QStringLiteral("B1")));
        QTRY_COMPARE(window.exchange()->segments.size(), std::size_t{3});
    }

    void openingALabEndsTheSession()
    {
        MainWindow window(plugins_, Preferences(ThemeKind::Light, QStringLiteral("en")));
        window.show();
        const auto trace = window.live().start(options());
        QVERIFY(trace);
        window.watchLive(*trace, options());
        QVERIFY(window.open(QStringLiteral("B1")));
        QVERIFY(!window.live().running());
        QTRY_COMPARE(window.exchange()->segments.size(), std::size_t{3});
        QVERIFY(window.message().isEmpty());
    }

    void aWindowMayCloseInTheMiddle()
    {
        MainWindow window(plugins_, Preferences(ThemeKind::Light, QStringLiteral("en")));
        const auto trace = window.live().start(options());
        QVERIFY(trace);
        window.watchLive(*trace, options());
    }
};

int main(int argc, char** argv)
{
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        noNamespace() = QStringLiteral("a network namespace is not to be had here");
    QApplication application(argc, argv);
    LiveWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "live_window_test.moc"
