// The memory of Traces: apart from each other while they live, used again afterwards.
#include <QtTest>

#include <cstring>
#include <memory>

#include "trace/recorder.h"

using namespace tcplab;

class TraceMemoryTest : public QObject {
    Q_OBJECT

private slots:
    void piecesDoNotOverlap()
    {
        TraceMemory memory;
        std::vector<std::uint8_t*> pieces;
        for (std::size_t i = 0; i < 40; ++i) {  // more than one region
            pieces.push_back(static_cast<std::uint8_t*>(memory.take(1'000'001)));
            QCOMPARE(reinterpret_cast<std::uintptr_t>(pieces.back()) % alignof(std::max_align_t), std::uintptr_t{0});
            std::memset(pieces.back(), static_cast<int>(i), 1'000'001);
        }
        for (std::size_t i = 0; i < pieces.size(); ++i)
            QVERIFY(pieces[i][0] == i && pieces[i][1'000'000] == i);
    }

    void whatEndsIsUsedAgain()
    {
        auto first = std::make_unique<TraceMemory>();
        void* place = first->take(100);
        first.reset();
        TraceMemory second;
        QCOMPARE(second.take(100), place);
    }

    void tracesThatLiveTogetherAreApart()
    {
        auto earlier = std::make_unique<Trace>();
        Recorder(*earlier).record(kStart + 1ns, {HostId(0)}, {Rule::Program}, Note{});
        Trace later;
        Recorder(later).record(kStart + 2ns, {HostId(0)}, {Rule::Program}, Note{});
        QCOMPARE((*earlier)[std::size_t{0}].at, kStart + 1ns);
        earlier.reset();
        Trace again;
        Recorder(again).record(kStart + 3ns, {HostId(0)}, {Rule::Program}, Note{});
        QCOMPARE(later[std::size_t{0}].at, kStart + 2ns);
        QCOMPARE(again[std::size_t{0}].at, kStart + 3ns);
    }
};

QTEST_GUILESS_MAIN(TraceMemoryTest)
#include "trace_memory_test.moc"
