// Strongly typed indices: an id of one thing is never taken for an id of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace tcplab {

// An index into a table of `Tag` things. The default is "none".
template <class Tag, class Number = std::uint32_t>
class Id {
public:
    static constexpr Number kNone = std::numeric_limits<Number>::max();

    constexpr Id() = default;
    constexpr explicit Id(Number number) : number_(number) {}

    constexpr Number number() const { return number_; }
    constexpr bool valid() const { return number_ != kNone; }

    friend constexpr bool operator==(Id, Id) = default;
    friend constexpr bool operator<(Id a, Id b) { return a.number_ < b.number_; }

private:
    Number number_ = kNone;
};

using HostId = Id<struct HostTag, std::uint16_t>;
using LinkId = Id<struct LinkTag, std::uint16_t>;  // one direction of a link
using ConnectionId = Id<struct ConnectionTag>;     // one host's end of a connection
using EventId = Id<struct EventTag>;
using SocketId = Id<struct SocketTag>;
using TextId = Id<struct TextTag>;
using ReadingId = Id<struct ReadingTag>;                 // what a congestion control measures
using ProgramId = Id<struct ProgramTag, std::uint16_t>;  // a program whose text the Trace has

}  // namespace tcplab

template <class Tag, class Number>
struct std::hash<tcplab::Id<Tag, Number>> {
    std::size_t operator()(tcplab::Id<Tag, Number> id) const noexcept { return id.number(); }
};
