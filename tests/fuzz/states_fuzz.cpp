// Octets as segments, into each of the eleven states, reached by real segments and calls in each way there is: passively, actively and
// by both at once.
#include "engine_host.h"

using namespace tcplab;
using namespace tcplab::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    EngineHost host(input);
    const auto state = static_cast<TcpState>(input.ConsumeIntegralInRange<std::size_t>(0, kTcpStateCount - 1));
    host.reach(state, static_cast<Opening>(input.ConsumeIntegralInRange(0, 2)));
    for (int steps = 0; steps < 50 && input.remaining_bytes() > 0; ++steps) {
        const std::string octets = input.ConsumeRandomLengthString(100);
        host.segmentArrives(OctetView(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()));
        if (input.ConsumeIntegralInRange(0, 7) == 0)
            host.wait();
    }
    host.judge();
    return 0;
}
