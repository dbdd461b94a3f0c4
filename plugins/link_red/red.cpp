// A transmitter of constant rate whose queue is managed by RED: S. Floyd and V. Jacobson, "Random Early Detection Gateways for
// Congestion Avoidance", 1993; RFC 2309 §3.

#include <algorithm>

#include "base/translate.h"
#include "card.h"
#include "link_red/average.h"
#include "link_red/plugin.h"
#include "plugin/transmitter.h"
#include "wire/ecn.h"

namespace tcplab::link_red {
namespace {

class Queue : public QueueDiscipline {
public:
    explicit Queue(const LinkStageSetup& setup)
        : rate_(setup.parameters.rate("rate")), minimum_(static_cast<double>(setup.parameters.count("minimumThreshold"))),
          maximum_(static_cast<double>(setup.parameters.count("maximumThreshold"))),
          maximumProbability_(setup.parameters.number("maximumProbability")), ecn_(setup.parameters.boolean("ecn")),
          limit_(static_cast<std::size_t>(setup.parameters.count("queuePackets"))),
          average_(static_cast<int>(setup.parameters.count("averageShift"))), random_(setup.random), report_(setup.report)
    {}

    void enqueue(Instant now, TransitPacket&& packet) override
    {
        takeAverage(now, packet);
        const Verdict verdict = verdictOf();
        const bool marked = verdict == Verdict::Early && ecn_ && wire::markCongestionExperienced(packet.datagram);
        if (verdict != Verdict::Admit && !marked)
            report_.dropped(now, packet, Rule::LinkRed);
        else if (line_.packets() >= limit_)
            report_.dropped(now, packet, Rule::QueueFull);
        else
            admit(now, std::move(packet), marked);
    }

    std::optional<TransitPacket> dequeue(Instant now) override
    {
        if (line_.empty()) {
            idleSince_ = now;
            return std::nullopt;
        }
        return line_.pop().packet;
    }

    QueueFill fill() const override { return line_.fill(); }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    // RFC 3168 §7: above the maximum threshold marks no longer help, and even those who understand them lose the datagram.
    enum class Verdict { Admit, Early, TooLong };

    void admit(Instant now, TransitPacket&& packet, bool marked)
    {
        if (marked)
            report_.altered(now, packet, Rule::LinkRedMarks);
        line_.push(now, std::move(packet));
    }

    // While the link was idle, as many small datagrams as it could have carried would have met an empty queue.
    void takeAverage(Instant now, const TransitPacket& packet)
    {
        if (idleSince_) {
            const Duration each = transmissionTime(rate_, static_cast<std::int64_t>(packet.datagram.size()));
            average_.decay(static_cast<std::uint64_t>((now - *idleSince_) / std::max<Duration>(each, 1ns)));
            idleSince_.reset();
        }
        average_.take(line_.packets());
    }

    // Drops are spread evenly: their distances are uniform in 1 … 1/p, not geometric as independent draws would make them.
    Verdict verdictOf()
    {
        const double average = average_.value();
        if (average < minimum_) {
            sinceLast_ = -1;
            return Verdict::Admit;
        }
        if (average >= maximum_) {
            sinceLast_ = 0;
            threshold_ = random_.uniform();
            return Verdict::TooLong;
        }
        if (++sinceLast_ == 0)
            threshold_ = random_.uniform();
        const double probability = maximumProbability_ * (average - minimum_) / (maximum_ - minimum_);
        if (sinceLast_ == 0 || probability <= 0 || static_cast<double>(sinceLast_) < threshold_ / probability)
            return Verdict::Admit;
        sinceLast_ = 0;
        threshold_ = random_.uniform();
        return Verdict::Early;
    }

    BitRate rate_;
    double minimum_;
    double maximum_;
    double maximumProbability_;
    bool ecn_;
    std::size_t limit_;
    Average average_;
    RandomStream random_;
    LinkReport& report_;
    WaitingLine line_;
    std::optional<Instant> idleSince_ = kStart;
    std::int64_t sinceLast_ = -1;  // arrivals since the last drop, -1 below the minimum threshold
    double threshold_ = 0;         // times 1/p: how many arrivals from drop to drop
};

Result<std::unique_ptr<LinkStage>> make(const LinkStageSetup& setup)
{
    if (setup.parameters.count("maximumThreshold") < setup.parameters.count("minimumThreshold"))
        return tl::unexpected(problemAt("/maximumThreshold", {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must not be below \"{1}\"."),
                                                              std::string_view("maximumThreshold"), std::string_view("minimumThreshold")}));
    return std::make_unique<Transmitter>(setup.parameters.rate("rate"), std::make_unique<Queue>(setup));
}

}  // namespace

void contribute(Catalogue& catalogue) { catalogue.add(parseCard(kCard).value(), LinkStageFactory(make)); }

}  // namespace tcplab::link_red
