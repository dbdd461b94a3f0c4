#include "packetdrill/ear.h"

namespace tcplab::packetdrill {

// All parts but the last are of one size.
std::optional<Ear::Catch> Ear::listen(const Conversation& conversation, const Packet& line, bool strictSegments) const
{
    const auto* segment = std::get_if<TcpSegment>(&line.body);
    const std::size_t wanted = segment ? segment->length : 0;
    std::optional<Catch> caught;
    std::size_t partOctets = 0;
    bool lastWasWhole = true;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        const LiveDatagram& datagram = waiting_[i].datagram;
        if (!conversation.concerns(datagram, line.ports))
            continue;
        if (!caught) {
            caught = Catch{waiting_[i], true, {i}};
            partOctets = datagram.payload.size();
        } else if (!lastWasWhole || datagram.payload.size() > partOctets || !merge(caught->heard.datagram, datagram)) {
            return caught;
        } else {
            caught->parts.push_back(i);
            lastWasWhole = datagram.payload.size() == partOctets;
        }
        if (strictSegments || caught->heard.datagram.payload.size() >= wanted || partOctets == 0)
            return caught;
    }
    if (caught)
        caught->complete = !lastWasWhole;
    return caught;
}

void Ear::take(const Catch& caught)
{
    for (std::size_t i = caught.parts.size(); i-- > 0;)
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(caught.parts[i]));
}

const Heard* Ear::left(const Conversation& conversation) const
{
    for (const Heard& heard : waiting_)
        if (conversation.concerns(heard.datagram))
            return &heard;
    return nullptr;
}

}  // namespace tcplab::packetdrill
