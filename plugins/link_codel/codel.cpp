// A transmitter of constant rate whose queue is kept short by CoDel.

#include "card.h"
#include "link_codel/plugin.h"
#include "plugin/codel.h"

namespace tcplab::link_codel {
namespace {

CoDelSettings settingsOf(const Parameters& parameters)
{
    return {parameters.duration("target"), parameters.duration("interval"), parameters.boolean("ecn")};
}

class Queue : public QueueDiscipline {
public:
    explicit Queue(const LinkStageSetup& setup)
        : limit_(static_cast<std::size_t>(setup.parameters.count("queuePackets"))), report_(setup.report),
          codel_(settingsOf(setup.parameters), setup.report)
    {}

    void enqueue(Instant now, TransitPacket&& packet) override
    {
        if (line_.packets() < limit_)
            line_.push(now, std::move(packet));
        else
            report_.dropped(now, packet, Rule::QueueFull);
    }

    std::optional<TransitPacket> dequeue(Instant now) override { return codel_.dequeue(now, line_); }

    QueueFill fill() const override { return line_.fill(); }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    std::size_t limit_;
    LinkReport& report_;
    WaitingLine line_;
    CoDel codel_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) {
                      return std::make_unique<Transmitter>(setup.parameters.rate("rate"), std::make_unique<Queue>(setup));
                  }));
}

}  // namespace tcplab::link_codel
