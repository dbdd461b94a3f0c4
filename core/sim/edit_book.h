// The edits of a lab at work: which of the segments that pass they touch.
#pragma once

#include <optional>
#include <vector>

#include "lab/lab.h"

namespace tcplab {

// One book for a whole run: edits speak in numbers relative to both directions' SYNs.
class EditBook {
public:
    explicit EditBook(const std::vector<LabEdit>& edits);

    // To be asked once for each datagram that `from` sends to `to`, in order.
    bool loses(const std::string& from, const std::string& to, OctetView datagram);

    // How many segments each edit has touched so far, in the lab's order.
    std::vector<std::uint64_t> hits() const;

private:
    struct Entry {
        LabEdit edit;
        std::int64_t matches = 0;
        std::uint64_t hits = 0;
    };
    struct Initial {
        Endpoint from;
        Endpoint to;
        SeqNumber seq;
    };

    // Asks each edit in turn whether this is one of those that it touches.
    template <class Matches>
    bool touches(const std::string& from, const std::string& to, Matches&& matches);
    void observe(const Endpoint& from, const Endpoint& to, const wire::TcpFields& fields);
    std::optional<std::uint32_t> relative(const Endpoint& from, const Endpoint& to, SeqNumber seq) const;
    bool matches(const SegmentPattern& pattern, const Endpoint& from, const Endpoint& to, const wire::TcpSegment& segment) const;

    std::vector<Entry> entries_;
    std::vector<Initial> initials_;
};

}  // namespace tcplab
