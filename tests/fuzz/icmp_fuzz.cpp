// ICMP and ICMPv6 of every kind, quoting real segments, wrong ones and anything, for a connection in each state.
#include "engine_host.h"

using namespace tcplab;
using namespace tcplab::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    EngineHost host(input);
    const auto state = static_cast<TcpState>(input.ConsumeIntegralInRange<std::size_t>(0, kTcpStateCount - 1));
    host.reach(state, static_cast<Opening>(input.ConsumeIntegralInRange(0, 2)));
    for (int steps = 0; steps < 100 && input.remaining_bytes() > 0; ++steps) {
        switch (input.ConsumeIntegralInRange(0, 7)) {
        case 0: host.callSomething(); break;
        case 1: host.wait(); break;
        case 2: host.segmentArrives(); break;
        default: host.icmpArrives(); break;
        }
    }
    host.judge();
    return 0;
}
