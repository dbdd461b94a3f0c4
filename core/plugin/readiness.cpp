#include "plugin/readiness.h"

namespace tcplab {
namespace {

struct Bit {
    bool Readiness::*is;
    std::uint32_t event;
    std::string_view name;
};
constexpr Bit kBits[] = {
    {&Readiness::readable, poll_events::kIn, "IN"},    {&Readiness::urgent, poll_events::kPriority, "PRI"},
    {&Readiness::writable, poll_events::kOut, "OUT"},  {&Readiness::peerClosed, poll_events::kReadHangUp, "RDHUP"},
    {&Readiness::hungUp, poll_events::kHangUp, "HUP"}, {&Readiness::error, poll_events::kError, "ERR"},
};

}  // namespace

std::uint32_t reported(const Readiness& readiness, std::uint32_t wanted)
{
    std::uint32_t events = 0;
    for (const Bit& bit : kBits)
        if (readiness.*bit.is)
            events |= bit.event;
    return events & (wanted | poll_events::kError | poll_events::kHangUp);
}

std::string eventNames(std::uint32_t events, std::string_view prefix)
{
    std::string names;
    for (const Bit& bit : kBits)
        if (events & bit.event)
            names += (names.empty() ? "" : "|") + std::string(prefix) + std::string(bit.name);
    if (events & poll_events::kInvalid)
        names += (names.empty() ? "" : "|") + std::string(prefix) + "NVAL";
    return names;
}

void Epoll::notice(std::int64_t descriptor)
{
    if (const auto watch = watches_.find(descriptor); watch != watches_.end())
        watch->second.fresh = true;
}

}  // namespace tcplab
