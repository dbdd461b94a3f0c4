// A link that flips bits. It touches no checksum: one that covers the damage fails by itself.

#include <algorithm>

#include "card.h"
#include "link_damage/plugin.h"
#include "plugin/departures.h"
#include "wire/ip.h"

namespace tcplab::link_damage {
namespace {

class Damage : public DepartingStage {
public:
    explicit Damage(const LinkStageSetup& setup)
        : probability_(setup.parameters.number("probability")), bits_(static_cast<std::size_t>(setup.parameters.count("bits"))),
          anywhere_(setup.parameters.text("where") == "anywhere"), whether_(setup.random), where_(whether_.split("where")),
          report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        // One draw a datagram, also with probability 0 or 1: the k-th draw always decides about the k-th datagram.
        if (whether_.chance(probability_))
            flipBits(now, packet);
        leave(now, std::move(packet));
    }

private:
    // A burst, as noise on a line makes it. One of up to 16 bits never escapes the Internet checksum, unless it is 16 bits
    // that are all alike: 0x0000 and 0xffff are the same number in one's complement.
    void flipBits(Instant now, TransitPacket& packet)
    {
        PacketBuffer& datagram = packet.datagram;
        const std::size_t first = 8 * (anywhere_ ? 0 : headerOctets(datagram));
        const std::size_t end = 8 * datagram.size();
        if (first >= end)
            return;
        report_.altered(now, packet, Rule::LinkDamages);
        const std::size_t from = first + static_cast<std::size_t>(where_.below(end - first));
        for (std::size_t bit = from; bit < std::min(end, from + bits_); ++bit)
            datagram[bit / 8] ^= static_cast<std::uint8_t>(0x80u >> (bit % 8));
    }

    static std::size_t headerOctets(const PacketBuffer& datagram)
    {
        const auto ip = wire::parseIp(datagram);
        return ip ? ip->headerOctets : 0;
    }

    double probability_;
    std::size_t bits_;
    bool anywhere_;
    RandomStream whether_;
    RandomStream where_;  // a stream of its own, so that a longer datagram does not change who is damaged
    LinkReport& report_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Damage>(setup); }));
}

}  // namespace tcplab::link_damage
