// The engine in every state, poked in any order: segments near what it expects and far from it, fragments, ICMP, raw datagrams, calls of
// a program, time. Nothing crashes or turns in circles, states change only as RFC 9293 allows, its books are in order after each poke,
// and everything that it sends is well formed.
#include "engine_host.h"

using namespace tcplab;
using namespace tcplab::fuzz;

namespace {

void poke(EngineHost& host, FuzzedDataProvider& input)
{
    switch (input.ConsumeIntegralInRange(0, 15)) {
    case 0:
    case 1:
    case 2:
    case 3: return host.callSomething();
    case 4:
    case 5: return host.wait();
    case 6: return host.icmpArrives();
    case 7: return host.fragmentsArrive();
    case 8: {
        const std::string octets = input.ConsumeRandomLengthString(200);
        return host.datagramArrives({octets.begin(), octets.end()});
    }
    default: return host.segmentArrives();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    EngineHost host(input);
    // Most searches begin on an open connection, or they would seldom find their way into one.
    if (input.ConsumeIntegralInRange(0, 3) > 0)
        host.reach(TcpState::Established, static_cast<Opening>(input.ConsumeIntegralInRange(0, 2)));
    // Enough for a whole life of a connection and short enough for many lives a second.
    for (int steps = 0; steps < 200 && input.remaining_bytes() > 0; ++steps)
        poke(host, input);
    host.judge();
    return 0;
}
