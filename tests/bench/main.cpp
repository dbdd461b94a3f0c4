// The fixed workloads, each measured in turn with the program or the limit that it is compared with: machines drift by
// tens of percents between minutes, so a time alone says nothing.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/huge_pages.h"
#include "programs.h"
#include "workloads.h"

using namespace tcplab::bench;

namespace {

struct Options {
    std::string peers;  // the folder with the peers' programs; empty: none
    int rounds = 5;
    std::string program;  // this one
    bool once = false;    // a part of our own workload, one time, for callgrind
    std::vector<std::string> workloads;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double nanosecondsOfOne(const Measurement& measurement) { return measurement.seconds * 1e9 / static_cast<double>(measurement.segments); }

// 0 when the peer cannot be run.
double nanosecondsOfPeer(const Options& options, const std::string& name, const std::string& arguments)
{
    const std::string program = options.peers + "/" + name;
    if (options.peers.empty() || !isThere(program))
        return 0;
    const auto output = outputOf(program + " " + arguments);
    return output ? numberBehind("ns/dataseg=", *output).value_or(0) : 0;
}

// Of one segment of the workload. Not of its first use of memory; and glibc copies large blocks by an instruction that
// callgrind counts once for each octet, unless it is told not to.
std::optional<double> instructionsByCallgrind(const Options& options, const std::string& workload)
{
    static const bool there = isThere("valgrind");
    if (!there)
        return std::nullopt;
    const std::string command =
        "GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=0x10000000 valgrind --tool=callgrind "
        "--callgrind-out-file=/dev/null --collect-atstart=no --toggle-collect='*measuredPart*' '" +
        options.program + "' --once " + workload + " 2>&1";
    const std::string output = outputOf(command).value_or("");
    const auto instructions = numberBehind("Collected :", output);
    const auto segments = numberBehind("segments=", output);
    return instructions && segments ? std::optional(*instructions / *segments) : std::nullopt;
}

// A ratio between two times of the same round, and what it must be.
struct Bar {
    std::string name;
    std::function<double()> other;  // nanoseconds of one segment; 0: not to be had
    bool times;                     // how many times as fast as the other one; otherwise the share of its time
    double must;
};

class Bench {
public:
    explicit Bench(Options options) : options_(std::move(options)) {}

    int run()
    {
        fmt::print("{:<14}{:>12}{:>11}{:>14}{:>12}{:>11}   {}\n", "workload", "segments/s", "ns/segment", "instr/segment", "events/seg",
                   "B/event", "medians of rounds in turn");
        const int parts = options_.once ? 3 : 1;
        one("flow", [parts] { return simulate({.seconds = 20 / parts}); },
            {{"ns-3", peer("ns3_bulk", "--time=6"), true, 16}, {"floor", peer("sim_floor", "wire 60"), false, 3.4}});
        one("flows100", [parts] { return simulate({.flows = 100, .megabits = 1000, .seconds = 3 / parts}); },
            {{"ns-3", peer("ns3_bulk", "--flows=100 --rate=1Gbps --queue=1667 --time=1"), true, 16}, ours("flow", {}, 1.3)});
        one("loss1", [parts] { return simulate({.loss = 0.01, .seconds = 60 / parts}); },
            {{"ns-3", peer("ns3_bulk", "--loss=0.01 --time=30"), true, 16}, ours("flow", {}, 1.3)});
        one("trace", [parts] { return simulate({.seconds = 20 / parts}); }, {ours("without it", {.recorded = false}, 1.25)});
        one("engine", [parts] { return transferInMemory(std::uint64_t{500'000'000} / static_cast<unsigned>(parts)); },
            {{"lwIP", peer("lwip_bench", "mem 500"), false, 0.40}});
        dumbbells();
        idle();
        if (options_.peers.empty() && !options_.once)
            fmt::print("Without the peers' programs: `./dev bench --peers` installs and builds them.\n");
        return 0;
    }

private:
    bool wanted(const std::string& name) const
    {
        const auto& names = options_.workloads;
        return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    }

    std::function<double()> peer(const std::string& name, const std::string& arguments) const
    {
        return [this, name, arguments] { return nanosecondsOfPeer(options_, name, arguments); };
    }

    // Our own run of another kind. Without a Trace nobody counts segments: they are those of the same run with it.
    Bar ours(const std::string& name, const Simulation& simulation, double must) const
    {
        const auto other = [simulation] {
            static std::map<bool, std::uint64_t> segments;
            Measurement measurement = simulate(simulation);
            if (!simulation.recorded) {
                std::uint64_t& known = segments[true];
                if (known == 0)
                    known = simulate({}).segments;
                measurement.segments = known;
            }
            return nanosecondsOfOne(measurement);
        };
        return {name, other, false, must};
    }

    void one(const std::string& name, const std::function<Measurement()>& work, const std::vector<Bar>& bars)
    {
        if (!wanted(name))
            return;
        if (!options_.once)
            work();  // memory that later rounds use again
        std::vector<double> times;
        std::vector<std::vector<double>> ratios(bars.size());
        Measurement last;
        for (int round = 0; round < (options_.once ? 1 : options_.rounds); ++round) {
            last = work();
            times.push_back(nanosecondsOfOne(last));
            for (std::size_t i = 0; i < bars.size() && !options_.once; ++i)
                if (const double other = bars[i].other(); other > 0)
                    ratios[i].push_back(bars[i].times ? other / times.back() : times.back() / other);
        }
        print(name, last, median(times));
        if (options_.once)
            fmt::print("segments={}", last.segments);
        for (std::size_t i = 0; i < bars.size(); ++i)
            if (!ratios[i].empty())
                print(bars[i], median(ratios[i]));
        fmt::print("\n");
    }

    void print(const std::string& name, const Measurement& last, double nanoseconds) const
    {
        const auto segments = static_cast<double>(last.segments);
        const auto perSegment = [&](std::uint64_t number) { return fmt::format("{:.1f}", static_cast<double>(number) / segments); };
        const std::string instructions = instructionsOf(name, last);
        const std::string events = last.events ? perSegment(last.events) : "-";
        const std::string octets =
            last.events ? fmt::format("{:.0f}", static_cast<double>(last.octets) / static_cast<double>(last.events)) : "-";
        fmt::print("{:<14}{:>12.0f}{:>11.0f}{:>14}{:>12}{:>11}   ", name, 1e9 / nanoseconds, nanoseconds, instructions, events, octets);
    }

    std::string instructionsOf(const std::string& name, const Measurement& last) const
    {
        if (last.instructions)
            return fmt::format("{:.0f}", static_cast<double>(*last.instructions) / static_cast<double>(last.segments));
        const auto counted = options_.once ? std::nullopt : instructionsByCallgrind(options_, name);
        return counted ? fmt::format("{:.0f}", *counted) : "not counted";
    }

    static void print(const Bar& bar, double ratio)
    {
        if (bar.times)
            fmt::print("{:.1f} × {} (must ≥ {:g})  ", ratio, bar.name, bar.must);
        else
            fmt::print("{:.2f} of {} (must ≤ {:g})  ", ratio, bar.name, bar.must);
    }

    // As many events a second with a thousand flows as with one.
    void dumbbells() const
    {
        if (!wanted("dumbbell"))
            return;
        const std::vector<int> flows{1, 10, 100, 1000};
        std::vector<std::vector<double>> rates(flows.size());
        std::vector<Measurement> last(flows.size());
        for (int round = 0; round < (options_.once ? 1 : options_.rounds); ++round)
            for (std::size_t i = 0; i < flows.size(); ++i) {
                last[i] = dumbbell({.flows = flows[i]});
                rates[i].push_back(static_cast<double>(last[i].events) / last[i].seconds);
            }
        std::vector<double> medians;
        for (std::size_t i = 0; i < flows.size(); ++i) {
            medians.push_back(median(rates[i]));
            fmt::print("{:<14}{:>5} flows: {:>9.0f} events/s, {:>7} segments, {:>9.0f} octets of memory a flow\n", "dumbbell", flows[i],
                       medians.back(), last[i].segments, static_cast<double>(last[i].octets) / flows[i]);
        }
        const auto [least, most] = std::minmax_element(medians.begin(), medians.end());
        fmt::print("{:<14}the fastest {:.2f} × the slowest (must ≤ 2)\n", "dumbbell", *most / *least);
    }

    void idle() const
    {
        if (!wanted("idle"))
            return;
        constexpr int kFew = 5'000;
        constexpr int kMany = 20'000;
        std::vector<double> ratios;
        Measurement many;
        for (int round = 0; round < (options_.once ? 1 : options_.rounds); ++round) {
            const Measurement few = openConnections(kFew);
            many = openConnections(kMany);
            ratios.push_back(many.seconds / few.seconds);
        }
        fmt::print("{:<14}{} connections: {:.0f} octets an end (must ≤ 1024), {:.0f} ns to open one, {:.2f} × the time of {} (must ≤ 5)\n",
                   "idle", kMany, static_cast<double>(many.octets) / (2.0 * kMany), nanosecondsOfOne(many), median(ratios), kFew);
    }

    Options options_;
};

}  // namespace

int main(int count, char** arguments)
{
    tcplab::askForHugePages(arguments);  // as the program itself does
    Options options;
    options.program = arguments[0];
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--peers" && i + 1 < count)
            options.peers = arguments[++i];
        else if (argument == "--rounds" && i + 1 < count)
            options.rounds = std::max(1, std::atoi(arguments[++i]));
        else if (argument == "--once")
            options.once = true;
        else
            options.workloads.push_back(argument);
    }
    return Bench(std::move(options)).run();
}
