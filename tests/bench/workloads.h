// The fixed workloads that TCP Lab is measured by.
#pragma once

#include <cstdint>
#include <optional>

namespace tcplab::bench {

struct Measurement {
    double seconds = 0;          // of real time
    std::uint64_t segments = 0;  // with data, or connections opened
    std::optional<std::uint64_t> instructions;
    std::uint64_t events = 0;  // in the Trace
    std::uint64_t octets = 0;  // of memory: the Trace's, or that of both ends of the connections
};

// Bulk flows from one host to another over one link of `rate`, 10 ms each way, with a queue as large as the pipe.
struct Simulation {
    int flows = 1;
    int megabits = 100;  // a second
    double loss = 0;     // probability
    int seconds = 20;    // simulated
    bool recorded = true;
};
Measurement simulate(const Simulation& simulation);

// As many pairs of hosts, each with one bulk flow, on two sides of two routers that share one link: the bottleneck, with 10 ms each way
// and a queue as large as the pipe. `octets` of the answer is the memory of the whole world when the run ends, without its Trace.
struct Dumbbell {
    int flows = 1;
    int megabits = 1000;
    int milliseconds = 1000;  // simulated
};
Measurement dumbbell(const Dumbbell& dumbbell);

// One connection between two engines that stand next to each other: no link, no Trace, checksums made and verified.
Measurement transferInMemory(std::uint64_t octets);

// Opens so many connections between two such engines and leaves them idle.
Measurement openConnections(int count);

}  // namespace tcplab::bench
