// Who waits in the queues of real runs: always as many as are counted, and nobody longer than until it arrives.
#include <QTest>

#include <filesystem>

#include "all_plugins.h"
#include "analysis/exchange.h"
#include "analysis/queues.h"
#include "lab/lab_file.h"
#include "sim/run.h"

using namespace tcplab;

class QueuesInRunsTest : public QObject {
    Q_OBJECT

private slots:
    void everyPlaceIsSomebodys_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* folder : {"/cases", "/world"})
            for (const auto& entry : std::filesystem::directory_iterator(std::string(TCPLAB_SOURCE_DIR "/tests/labs") + folder))
                if (entry.path().extension() == ".tcplab")
                    QTest::newRow(entry.path().stem().string().c_str()) << QString::fromStdString(entry.path().string());
    }

    void everyPlaceIsSomebodys()
    {
        QFETCH(QString, file);
        const auto lab = readLab(file.toStdString());
        QVERIFY(lab);
        const auto ran = run(lab->lab, allPlugins());
        QVERIFY(ran);
        const Trace& trace = *ran->trace;
        std::map<EventId, Instant> ends;  // of datagrams
        for (const SegmentPath& path : exchangeOf(trace).segments)
            if (path.sent.valid())
                ends[path.sent] = std::max(ends[path.sent], path.ends.value_or(trace.end()));
        for (const QueueHistory& history : queuesOf(trace)) {
            QVERIFY(history.mostPackets == 0 || history.longest() <= history.mostPackets + 1);  // FQ-CoDel drops when one too many is in
            for (const QueueFilling& filling : history.fillings)
                if (const QueueFilling* last = history.at(filling.at))
                    QCOMPARE(history.inside(filling.at).size(), std::size_t{last->length});
            for (const QueueStay& stay : history.stays)
                if (history.kind == QueueHistory::Kind::Link)
                    QVERIFY(stay.event.valid() && stay.from >= trace[stay.event].at &&
                            (stay.until == kNever ? trace.end() : stay.until) <= ends[stay.event]);
        }
    }
};

QTEST_GUILESS_MAIN(QueuesInRunsTest)
#include "queues_in_runs_test.moc"
