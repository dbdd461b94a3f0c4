#include "trace/transitions.h"

#include <algorithm>

namespace tcplab {
namespace {

using S = TcpState;

constexpr Transition kTransitions[] = {
    {S::Closed, S::Listen, "passive OPEN"},
    {S::Listen, S::Closed, "CLOSE"},
    {S::Closed, S::SynSent, "active OPEN / snd SYN"},
    {S::Listen, S::SynReceived, "rcv SYN / snd SYN,ACK"},
    {S::Listen, S::SynSent, "SEND / snd SYN"},
    {S::SynSent, S::Closed, "CLOSE, rcv RST or timeout"},
    {S::SynSent, S::SynReceived, "rcv SYN / snd SYN,ACK"},
    {S::SynSent, S::Established, "rcv SYN,ACK / snd ACK"},
    {S::SynReceived, S::Established, "rcv ACK of SYN"},
    {S::SynReceived, S::FinWait1, "CLOSE / snd FIN"},
    {S::SynReceived, S::CloseWait, "rcv FIN / snd ACK"},
    {S::SynReceived, S::Listen, "rcv RST"},
    {S::SynReceived, S::Closed, "rcv RST or timeout"},
    {S::Established, S::FinWait1, "CLOSE / snd FIN"},
    {S::Established, S::CloseWait, "rcv FIN / snd ACK"},
    {S::Established, S::Closed, "ABORT, rcv RST or timeout"},
    {S::FinWait1, S::FinWait2, "rcv ACK of FIN"},
    {S::FinWait1, S::Closing, "rcv FIN / snd ACK"},
    {S::FinWait1, S::TimeWait, "rcv FIN,ACK of FIN / snd ACK"},
    {S::FinWait1, S::Closed, "ABORT, rcv RST or timeout"},
    {S::FinWait2, S::TimeWait, "rcv FIN / snd ACK"},
    {S::FinWait2, S::Closed, "ABORT, rcv RST or timeout"},
    {S::CloseWait, S::LastAck, "CLOSE / snd FIN"},
    {S::CloseWait, S::Closed, "ABORT, rcv RST or timeout"},
    {S::Closing, S::TimeWait, "rcv ACK of FIN"},
    {S::Closing, S::Closed, "rcv RST or timeout"},
    {S::LastAck, S::Closed, "rcv ACK of FIN, rcv RST or timeout"},
    {S::TimeWait, S::Closed, "timeout 2 MSL"},
};

}  // namespace

std::span<const Transition> tcpTransitions() { return kTransitions; }

const Transition* transition(TcpState from, TcpState to)
{
    const auto* found =
        std::find_if(std::begin(kTransitions), std::end(kTransitions), [&](const Transition& t) { return t.from == from && t.to == to; });
    return found == std::end(kTransitions) ? nullptr : found;
}

}  // namespace tcplab
