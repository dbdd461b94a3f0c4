// Datagrams that were heard and not yet explained by a line of the script.
#pragma once

#include <deque>

#include "base/id.h"
#include "packetdrill/conversation.h"

namespace tcplab::packetdrill {

struct Heard {
    Instant at;
    EventId sent;  // in the Trace
    LiveDatagram datagram;
};

class Ear {
public:
    void hear(Heard heard) { waiting_.push_back(std::move(heard)); }

    // What there is for an outbound line. A line may stand for several segments, as if one large one had been cut by the
    // device: they are put together.
    struct Catch {
        Heard heard;
        bool complete = true;  // false: more parts may still come
        std::vector<std::size_t> parts;
    };
    std::optional<Catch> listen(const Conversation& conversation, const Packet& line, bool strictSegments) const;
    // Removes what the line has explained.
    void take(const Catch& caught);

    // What belongs to the conversation and no line has explained; nullptr when there is nothing.
    const Heard* left(const Conversation& conversation) const;

private:
    std::deque<Heard> waiting_;
};

}  // namespace tcplab::packetdrill
