// Whole runs: one bulk flow over a link of 100 Mbit/s and 10 ms each way, its queue as large as the pipe, with the
// full Trace. Read the "data segments" per second of real time and the real time of one of them.
#include <malloc.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "all_plugins.h"
#include "lab/lab_file.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

Lab bulkFlow(double loss)
{
    const std::string json = fmt::format(
        R"({{"tcplab": 1, "id": "bulk", "title": {{"en": "Bulk flow"}}, "duration": "10 s",
            "hosts": [{{"name": "client", "address": "10.0.0.1", "engine": {{"plugin": "engine_tcp"}}, "apps": [
                        {{"plugin": "app_script", "parameters": {{"calls": [
                            {{"call": "connect", "to": "server:80"}}, {{"call": "send", "bytes": 1000000000000}}]}}}}]}},
                      {{"name": "server", "address": "10.0.0.2", "engine": {{"plugin": "engine_tcp"}}, "apps": [
                        {{"plugin": "app_script", "parameters": {{"calls": [
                            {{"call": "listen", "port": 80}}, {{"call": "accept"}}, {{"call": "receiveAll", "socket": "c"}}]}}}}]}}],
            "links": [{{"from": "client", "to": "server",
                        "forward": [{{"plugin": "link_loss", "parameters": {{"probability": {}}}}},
                                    {{"plugin": "link_rate", "parameters": {{"rate": "100 Mbit/s", "queuePackets": 65000, "queueBytes": "250 kB"}}}},
                                    {{"plugin": "link_delay", "parameters": {{"delay": "10 ms"}}}}],
                        "backward": [{{"plugin": "link_delay", "parameters": {{"delay": "10 ms"}}}}]}}]}})",
        loss);
    return parseLab(json, "bulk").value().lab;
}

std::int64_t dataSegments(const Trace& trace)
{
    std::int64_t segments = 0;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (const auto* sent = std::get_if<PacketSent>(&trace[i].body))
            segments += trace[i].host == HostId(0) && trace.packet(sent->packet).length > 60;
    return segments;
}

// With a Trace, its payloads too.
std::size_t octetsAllocated()
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void bulk(benchmark::State& state)
{
    Catalogue catalogue;
    contributeAll(catalogue);
    const Lab lab = bulkFlow(static_cast<double>(state.range(0)) / 100);
    std::shared_ptr<const Trace> trace;
    std::size_t before = 0;
    for (auto _ : state) {
        trace.reset();
        before = octetsAllocated();
        trace = run(lab, catalogue).value().trace;
    }
    const auto octets = static_cast<double>(octetsAllocated() - before);
    const auto segments = static_cast<double>(dataSegments(*trace));
    using benchmark::Counter;
    state.counters["data segments"] = Counter(segments, Counter::kIsIterationInvariantRate);
    state.counters["time of one"] = Counter(segments, Counter::kIsIterationInvariantRate | Counter::kInvert);
    state.counters["octets of an event"] = Counter(octets / static_cast<double>(trace->size()));
    state.counters["events of one"] = Counter(static_cast<double>(trace->size()) / segments);
}
BENCHMARK(bulk)->Name("bulk flow, 10 s, loss in %")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
