// A transmitter of constant rate that serves flows in turn, each from a queue that CoDel keeps short (RFC 8290).

#include <algorithm>
#include <vector>

#include "base/fingerprint.h"
#include "card.h"
#include "link_fq_codel/plugin.h"
#include "plugin/codel.h"
#include "wire/ip.h"

namespace tcplab::link_fq_codel {
namespace {

CoDelSettings settingsOf(const Parameters& parameters)
{
    return {parameters.duration("target"), parameters.duration("interval"), parameters.boolean("ecn")};
}

// Addresses, protocol and ports (§4.1.1); a later fragment has no ports, and what is no IP is a flow of its own. The salt
// keeps an attacker from choosing whom to meet.
std::uint64_t flowOf(OctetView datagram, std::uint64_t salt)
{
    Fingerprint print;
    print.add(salt);
    const auto ip = wire::parseIp(datagram);
    if (!ip)
        return print.value();
    for (const auto& address : {ip->source, ip->destination})
        print.add(address.high()), print.add(address.low());
    print.addOctet(ip->protocol);
    const bool hasPorts = ip->protocol == wire::kProtocolTcp || ip->protocol == wire::kProtocolUdp;
    if (hasPorts && !ip->fragment && ip->payload.size() >= 4) {
        for (const std::uint8_t octet : ip->payload.first(4))
            print.addOctet(octet);
    }
    return print.value();
}

class Queues : public QueueDiscipline {
public:
    explicit Queues(const LinkStageSetup& setup)
        : limit_(static_cast<std::size_t>(setup.parameters.count("queuePackets"))), quantum_(setup.parameters.size("quantum")),
          salt_(RandomStream(setup.random).next()), report_(setup.report),
          queues_(static_cast<std::size_t>(setup.parameters.count("queues")), Queue(settingsOf(setup.parameters), setup.report))
    {}

    // §4.1
    void enqueue(Instant now, TransitPacket&& packet) override
    {
        const auto number = static_cast<std::uint32_t>(flowOf(std::as_const(packet.datagram), salt_) % queues_.size());
        Queue& queue = queues_[number];
        fill_.add(packet);
        queue.line.push(now, std::move(packet));
        if (!queue.listed) {
            queue.listed = true;
            queue.credit = quantum_;
            new_.push(number);
        }
        if (fill_.packets > limit_)
            dropFromFattest(now);
    }

    // §4.2: new flows first, then in turn; whoever has used up its credit goes to the end.
    std::optional<TransitPacket> dequeue(Instant now) override
    {
        while (!new_.empty() || !old_.empty()) {
            const bool isNew = !new_.empty();
            const std::uint32_t number = isNew ? new_.front() : old_.front();
            Queue& queue = queues_[number];
            if (queue.credit <= 0) {
                queue.credit += quantum_;
                toTheEndOfOld(isNew);
            } else if (auto packet = next(now, queue)) {
                queue.credit -= static_cast<std::int64_t>(packet->datagram.size());
                return packet;
            } else if (isNew) {
                toTheEndOfOld(isNew);  // or a flow could stay new for ever by sending one datagram at a time
            } else {
                old_.pop();
                queue.listed = false;
            }
        }
        return std::nullopt;
    }

    QueueFill fill() const override { return fill_; }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    struct Queue {
        Queue(const CoDelSettings& settings, LinkReport& report) : codel(settings, report) {}

        WaitingLine line;
        CoDel codel;
        std::int64_t credit = 0;  // octets that it may still send in this turn
        bool listed = false;      // in one of the two lists
    };

    std::optional<TransitPacket> next(Instant now, Queue& queue)
    {
        const QueueFill before = queue.line.fill();
        auto packet = queue.codel.dequeue(now, queue.line);
        fill_.packets -= before.packets - queue.line.fill().packets;
        fill_.octets -= before.octets - queue.line.fill().octets;
        return packet;
    }

    void toTheEndOfOld(bool fromNew) { old_.push(fromNew ? new_.pop() : old_.pop()); }

    void dropFromFattest(Instant now)
    {
        const auto fattest = std::max_element(queues_.begin(), queues_.end(),
                                              [](const Queue& a, const Queue& b) { return a.line.octets() < b.line.octets(); });
        const TransitPacket packet = fattest->line.pop().packet;
        fill_.remove(packet);
        report_.dropped(now, packet, Rule::LinkFattestFlow);
    }

    std::size_t limit_;
    std::int64_t quantum_;
    std::uint64_t salt_;
    LinkReport& report_;
    std::vector<Queue> queues_;
    Ring<std::uint32_t> new_;
    Ring<std::uint32_t> old_;
    QueueFill fill_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) {
                      return std::make_unique<Transmitter>(setup.parameters.rate("rate"), std::make_unique<Queues>(setup));
                  }));
}

}  // namespace tcplab::link_fq_codel
