// The parts that every run goes through, alone.
#include <benchmark/benchmark.h>

#include "base/pattern.h"
#include "base/random.h"
#include "sim/wake_queue.h"
#include "trace/recorder.h"

using namespace tcplab;

namespace {

// A sleeper is woken and wants to be woken again, as hosts and links do.
void wakes(benchmark::State& state)
{
    const auto sleepers = static_cast<std::size_t>(state.range(0));
    WakeQueue queue(sleepers);
    RandomStream random(1, "wakes");
    for (std::size_t i = 0; i < sleepers; ++i)
        queue.schedule(i, kStart + Duration{static_cast<std::int64_t>(random.below(1'000'000))});
    for (auto _ : state) {
        const auto wake = queue.pop();
        queue.schedule(wake->sleeper, wake->at + Duration{static_cast<std::int64_t>(1 + random.below(1'000'000))});
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(wakes)->Name("wake and reschedule, sleepers")->Arg(4)->Arg(64)->Arg(1024);

// A segment's part of the Trace: it is sent, it arrives, the variables change.
void recording(benchmark::State& state)
{
    constexpr std::int64_t kSegments = 100'000;
    const Octets datagram(static_cast<std::size_t>(state.range(0)), 7);
    std::size_t events = 0;
    for (auto _ : state) {
        const auto trace = std::make_unique<Trace>();
        Recorder recorder(*trace);
        const Where where{recorder.addHost("client", Ipv4Address{1}), recorder.addConnection(HostId(0), {}, {})};
        EventId last{};
        for (std::int64_t i = 0; i < kSegments; ++i) {
            const Instant at = kStart + Duration{i};
            const EventId sent = recorder.packetSent(at, where, {Rule::TcpSendData, last}, datagram);
            const EventId arrived = recorder.packetArrived(at, where, {Rule::LinkDelivers, sent}, sent, datagram);
            ConnectionVariables variables;
            variables.flight = static_cast<std::uint32_t>(i);
            last = recorder.variablesChanged(at, where, {Rule::TcpSendData, arrived}, variables);
        }
        events = trace->size();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events));
}
BENCHMARK(recording)->Name("Trace of 100 000 segments, octets")->Arg(40)->Arg(1500)->Unit(benchmark::kMillisecond);

void makePattern(benchmark::State& state)
{
    Octets room(65536);
    std::uint64_t position = 0;
    for (auto _ : state) {
        fillPattern(position, room);
        benchmark::DoNotOptimize(room.data());
        position += room.size();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(room.size()));
}
BENCHMARK(makePattern)->Name("pattern, 64 KiB");

}  // namespace
