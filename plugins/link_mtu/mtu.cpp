// A link that carries no large datagrams. What is too large goes on in fragments where IP allows it; otherwise it is dropped and
// its sender told, so that it can find the path's MTU (RFC 791 §2.3, RFC 1191 §4, RFC 8200 §5).

#include "card.h"
#include "link_mtu/plugin.h"
#include "plugin/departures.h"
#include "wire/fragments.h"

namespace tcplab::link_mtu {
namespace {

class Mtu : public DepartingStage {
public:
    explicit Mtu(const LinkStageSetup& setup)
        : mtu_(static_cast<std::size_t>(setup.parameters.size("mtu"))), tells_(setup.parameters.boolean("tells")), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        if (packet.datagram.size() <= mtu_)
            leave(now, std::move(packet));
        else if (const auto ip = wire::parseIpv4(std::as_const(packet.datagram)); ip && mayBeFragmented(*ip))
            leaveInFragments(now, packet, ip->fields.identification);
        else if (tells_)
            report_.tooBig(now, packet, static_cast<std::uint32_t>(mtu_));
        else
            report_.dropped(now, packet, Rule::LinkTooBig);
    }

private:
    // Options would have to be copied into some of the fragments: what has any is treated as if it forbade them.
    static bool mayBeFragmented(const wire::Ipv4Datagram& ip) { return !ip.fields.dontFragment && ip.options.empty(); }

    void leaveInFragments(Instant now, const TransitPacket& packet, std::uint16_t identification)
    {
        report_.altered(now, packet, Rule::LinkFragments);
        for (const Octets& fragment : wire::fragmentsOf(packet.datagram, mtu_, identification))
            leave(now, {fragment, packet.sent, packet.lost});
    }

    std::size_t mtu_;
    bool tells_;
    LinkReport& report_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Mtu>(setup); }));
}

}  // namespace tcplab::link_mtu
