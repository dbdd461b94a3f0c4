// Octets as the options of segments that are acceptable otherwise: SYNs for a listener and for who asked, and what follows.
#include "engine_host.h"

using namespace tcplab;
using namespace tcplab::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    EngineHost host(input);
    host.reach(input.PickValueInArray({TcpState::Listen, TcpState::SynSent, TcpState::SynReceived, TcpState::Established}),
               static_cast<Opening>(input.ConsumeIntegralInRange(0, 2)));
    if (input.ConsumeBool())
        host.callSomething();
    for (int steps = 0; steps < 50 && input.remaining_bytes() > 0; ++steps) {
        const std::string octets = input.ConsumeRandomLengthString(wire::kTcpOptionOctetsMax);
        host.optionsArrive(OctetView(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()));
        if (input.ConsumeIntegralInRange(0, 7) == 0)
            host.segmentArrives();
    }
    host.judge();
    return 0;
}
