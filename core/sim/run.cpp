#include "sim/run.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/prefetch.h"
#include "base/ring.h"
#include "lab/routes.h"
#include "sim/address_resolution.h"
#include "sim/edit_book.h"
#include "sim/lab_parts.h"
#include "sim/routing.h"
#include "sim/wake_queue.h"

namespace tcplab {
namespace {

class World {
public:
    World(const Lab& lab, const Catalogue& catalogue, const RunOptions& options)
        : lab_(lab), options_(options), trace_(std::make_shared<Trace>()),
          recorder_(options.recorded ? Recorder(*trace_) : Recorder(*trace_, 0, 0)),
          parts_(lab, catalogue, options.seed.value_or(lab.seed), recorder_), edits_(lab.edits)
    {}

    Result<void> build()
    {
        for (std::size_t i = 0; i < lab_.hosts.size(); ++i)
            if (auto host = addHost(i); !host)
                return host;
        for (std::size_t i = 0; i < lab_.links.size(); ++i)
            if (auto link = addLink(lab_.links[i], fmt::format("/links/{}", i)); !link)
                return link;
        for (std::size_t i = 0; i < lab_.events.size(); ++i)
            if (auto event = addEvent(lab_.events[i], fmt::format("/events/{}", i)); !event)
                return event;
        std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
        return addRoutes();
    }

    void play()
    {
        constexpr std::size_t kNear = 16;
        far_ = machines_.size() > kNear;
        // Sleepers: hosts first, then the directions of links, then the lab's events, then the interfaces at Ethernets.
        const bool ethernets = std::any_of(directions_.begin(), directions_.end(), [](const Direction& each) { return !!each.neighbours; });
        WakeQueue wakes(machines_.size() + directions_.size() + 1 + (ethernets ? directions_.size() : 0));
        const Instant end = kStart + lab_.duration;
        for (Machine& machine : machines_)
            machine.host->start(kStart);
        for (std::size_t i = 0; i < machines_.size(); ++i)
            reschedule(i, wakes);
        scheduleEvent(wakes);
        handBack(kStart, wakes);
        while (const auto wake = wakes.pop()) {
            if (wake->at > end || stopped())
                return;
            if (wake->sleeper < machines_.size())
                wakeHost(wake->sleeper, wake->at, wakes);
            else if (wake->sleeper < machines_.size() + directions_.size())
                wakeDirection(wake->sleeper - machines_.size(), wake->at, wakes);
            else if (wake->sleeper == machines_.size() + directions_.size())
                happen(wake->at, wakes);
            else
                wakeInterface(wake->sleeper - machines_.size() - directions_.size() - 1, wake->at, wakes);
            if (!returned_.empty())
                handBack(wake->at, wakes);
            if (options_.recorded && trace_->size() >= options_.eventLimit) {
                recorder_.record(wake->at, {}, {Rule::RunStopped, EventId(static_cast<std::uint32_t>(trace_->size() - 1))},
                                 Note{recorder_.text("limit of events")});
                return;
            }
        }
    }

    RunResult result() { return {trace_, edits_.hits()}; }

private:
    struct alignas(64) Machine {
        HostId id;
        int life = 1;
        std::unique_ptr<Host> host{};  // none while it is down
        std::size_t interfaces = 0;    // at Ethernets
    };
    // Two cache lines that come together.
    struct alignas(128) Direction {
        std::size_t from = 0, to = 0;
        LinkId id;
        std::unique_ptr<LinkDirection> link;
        bool whole = true;
        bool direct = false;       // LinkDirection::isDirect()
        std::uint32_t inHand = 0;  // datagrams that have crossed it and not yet arrived
        EventId cut{};             // while it is not whole
        int life = 1;
        // Of an Ethernet: what `from` knows of its neighbours there.
        std::unique_ptr<AddressResolution> neighbours{};
        Host::Needed needed{};  // by `to`, for what comes next
    };
    struct Event {
        Instant at;
        LabEvent::What what;
        std::size_t index;  // a host or a link
    };
    struct Returned {
        std::size_t host;
        PacketBuffer datagram;
        NotSent why;
        std::uint32_t mtu;
        EventId dropped;
    };

    static constexpr std::size_t kTaken = SIZE_MAX;
    // A datagram that has crossed a direct link and not yet arrived.
    struct InHand {
        std::size_t direction = kTaken;  // kTaken: delivered or lost
        TransitPacket packet{};
    };

    bool stopped() const { return options_.cancel && options_.cancel->load(std::memory_order_relaxed); }

    // --- Building

    Result<void> addHost(std::size_t index)
    {
        const LabHost& lab = lab_.hosts[index];
        hostNumbers_.emplace(lab.name, index);
        machines_.push_back({recorder_.addHost(lab.name, lab.address, lab.address6)});
        return makeHost(index);
    }

    Result<void> makeHost(std::size_t index)
    {
        Machine& machine = machines_[index];
        auto host = parts_.host(index, machine.id, machine.life,
                                [this, index](Instant now, TransitPacket&& packet) { send(now, index, std::move(packet)); });
        if (!host)
            return tl::unexpected(host.error());
        machine.host = std::move(*host);
        return {};
    }

    Result<std::size_t> hostIndex(const std::string& hostName, const std::string& path) const
    {
        if (const auto found = hostNumbers_.find(hostName); found != hostNumbers_.end())
            return found->second;
        return tl::unexpected(problemAt(path, {QT_TRANSLATE_NOOP("Sentence", "No host is named \"{0}\"."), hostName}));
    }

    Result<void> addLink(const LabLink& lab, const std::string& path)
    {
        const auto from = hostIndex(lab.from, path + "/from");
        if (!from)
            return tl::unexpected(from.error());
        const auto to = hostIndex(lab.to, path + "/to");
        if (!to)
            return tl::unexpected(to.error());
        std::optional<MacAddress> fromMac, toMac;
        if (lab.layer == LabLink::Layer::Ethernet) {
            fromMac = macFor(lab_.hosts[*from].address, machines_[*from].interfaces++);
            toMac = macFor(lab_.hosts[*to].address, machines_[*to].interfaces++);
        }
        if (auto forward = addDirection(*from, *to, fromMac, toMac); !forward)
            return forward;
        return addDirection(*to, *from, toMac, fromMac);
    }

    Result<void> addDirection(std::size_t from, std::size_t to, const std::optional<MacAddress>& fromMac,
                              const std::optional<MacAddress>& toMac)
    {
        const std::string name = lab_.hosts[from].name + ">" + lab_.hosts[to].name;
        const LinkId id = recorder_.addLink({name, machines_[from].id, machines_[to].id, fromMac, toMac});
        Direction& direction = directions_.emplace_back(Direction{from, to, id, nullptr});
        if (fromMac)
            direction.neighbours = std::make_unique<AddressResolution>(
                ResolutionSetup{machines_[from].id, id, *fromMac, lab_.hosts[from].address, lab_.hosts[from].address6}, recorder_);
        return makeDirection(directions_.size() - 1);
    }

    Result<void> makeDirection(std::size_t index)
    {
        Direction& direction = directions_[index];
        const std::size_t from = direction.from;
        const std::string& fromName = lab_.hosts[from].name;
        const std::string& toName = lab_.hosts[direction.to].name;
        LinkDirection::Loses loses;  // none when there is nothing to ask for
        if (!lab_.edits.empty())
            loses = [this, &fromName, &toName](OctetView datagram) { return edits_.loses(fromName, toName, datagram); };
        auto link = parts_.direction(index, direction.id, direction.life, std::move(loses),
                                     [this, from](const TransitPacket& packet, std::uint32_t mtu, EventId dropped) {
                                         returned_.push_back({from, packet.datagram, NotSent::TooBig, mtu, dropped});
                                     });
        if (!link)
            return tl::unexpected(link.error());
        direction.link = std::move(*link);
        direction.direct = direction.link->isDirect();
        return {};
    }

    Result<void> addEvent(const LabEvent& lab, const std::string& path)
    {
        if (!lab.isOfLink()) {
            const auto host = hostIndex(lab.host, path + "/host");
            if (!host)
                return tl::unexpected(host.error());
            events_.push_back({kStart + lab.at, lab.what, *host});
            return {};
        }
        if (lab.link >= lab_.links.size())
            return tl::unexpected(problemAt(path + "/link", {QT_TRANSLATE_NOOP("Sentence", "There is no link {0}."), lab.link}));
        events_.push_back({kStart + lab.at, lab.what, lab.link});
        return {};
    }

    Result<void> addRoutes()
    {
        if (auto routes = checkRoutes(lab_); !routes)
            return routes;
        std::vector<bool> forwards;
        for (const Machine& machine : machines_)
            forwards.push_back(machine.host->engine().forwards());
        routing_.emplace(lab_, std::move(forwards));
        return {};
    }

    // --- Datagrams

    // A host's datagram goes out over the link that leads to its destination.
    void send(Instant now, std::size_t host, TransitPacket&& packet)
    {
        const std::size_t index = routing_->next(host, packet.datagram.unfetched());
        if (index == Routing::kNowhere)
            return noRoute(now, host, std::move(packet));
        Direction& direction = directions_[index];
        if (!direction.neighbours)
            return transmit(now, index, std::move(packet));
        const IpAddress hop = nextHop(direction, std::as_const(packet.datagram));
        direction.neighbours->send(now, hop, std::move(packet));
        letOut(now, index);
    }

    void transmit(Instant now, std::size_t index, TransitPacket&& packet)
    {
        Direction& direction = directions_[index];
        if (!direction.whole)
            return loseOnCutLink(now, direction, packet);
        if (far_) {
            prefetch(&machines_[direction.to]);
            direction.needed.expect();
        }
        if (direction.direct) {
            inHand_.push({index, std::move(packet)});
            ++direction.inHand;
            inHandAt_ = now;
        } else {
            direction.link->offer(now, std::move(packet));
        }
        use(index);
    }

    // What crosses a direct link never sees its LinkDirection: of thousands, each is far from the processor. The datagrams of one
    // direction are delivered together, as those that the others give.
    bool deliverInHand(Instant now, std::size_t index)
    {
        bool arrived = false;
        for (std::size_t i = 0; i < inHand_.size(); ++i) {  // what arrives may send more
            if (inHand_[i].direction != index)
                continue;
            inHand_[i].direction = kTaken;
            --directions_[index].inHand;
            TransitPacket packet = std::move(inHand_[i].packet);
            comeThrough(now, index, std::move(packet));
            arrived = true;
        }
        while (!inHand_.empty() && inHand_.front().direction == kTaken)
            inHand_.pop();
        return arrived;
    }

    void use(std::size_t index)
    {
        if (used_.empty() || used_.back() != index)
            used_.push_back(index);
    }

    // --- Ethernets

    // Who passes on what is not for itself is a gateway; for others, everybody is a neighbour.
    IpAddress nextHop(const Direction& direction, OctetView datagram) const
    {
        const IpAddress destination = wire::addressesOf(datagram)->destination;  // the routing has read it
        const LabHost& other = lab_.hosts[direction.to];
        if (other.has(destination) || !routing_->forwards(direction.to))
            return destination;
        if (destination.isV4())
            return other.address;
        return other.address6 ? IpAddress(*other.address6) : destination;
    }

    // What may leave by now: datagrams whose next hop is known, questions and answers.
    void letOut(Instant now, std::size_t index)
    {
        const Direction& direction = directions_[index];
        while (auto one = direction.neighbours->next())
            transmit(now, index, std::move(one->packet));
        while (auto one = direction.neighbours->nextUnanswered())
            returned_.push_back({direction.from, std::move(one->datagram), NotSent::Unanswered, 0, one->dropped});
        use(index);
    }

    void wakeInterface(std::size_t index, Instant now, WakeQueue& wakes)
    {
        directions_[index].neighbours->timeHasCome(now);
        letOut(now, index);
        rescheduleUsed(wakes);
    }

    // What came over the direction, in the hands of the interface at its other end: whether that was whom it was for.
    bool isOfInterface(Instant now, std::size_t index, const TransitPacket& packet)
    {
        const std::size_t back = index ^ 1;
        Direction& answers = directions_[back];
        const Machine& machine = machines_[answers.from];
        const OctetView octets = std::as_const(packet.datagram);
        const bool arp = !octets.empty() && octets[0] >> 4 == 0;
        const auto message = AddressResolution::neighbourMessageIn(octets);
        if (!machine.host || (!arp && !message))
            return false;
        const EventId arrived = recorder_.packetArrived(now, {machine.id}, {Rule::LinkDelivers, packet.sent}, packet.sent, packet.datagram);
        if (arp)
            answers.neighbours->arpArrived(now, octets, arrived);
        else
            answers.neighbours->neighbourArrived(now, octets, *message, arrived);
        letOut(now, back);
        return true;
    }

    // What a host knew of its neighbours ends with it.
    void forgetNeighbours(Instant now, std::size_t host, Rule rule, EventId note)
    {
        for (std::size_t index = 0; index < directions_.size(); ++index)
            if (const Direction& direction = directions_[index]; direction.from == host && direction.neighbours) {
                direction.neighbours->loseAll(now, {rule, note});
                use(index);
            }
    }

    // --- Datagrams that come back

    void noRoute(Instant now, std::size_t host, TransitPacket&& packet)
    {
        const EventId dropped = recorder_.packetDropped(now, {machines_[host].id}, {Rule::IpNoRoute, packet.sent}, packet.sent, {}, "ip");
        returned_.push_back({host, std::move(packet.datagram), NotSent::NoRoute, 0, dropped});
    }

    void loseOnCutLink(Instant now, const Direction& direction, const TransitPacket& packet)
    {
        recorder_.packetDropped(now, {}, {Rule::LinkCut, packet.sent, direction.cut}, packet.sent, direction.id, "cut");
    }

    // A host is told what came back when it has said all that it had to say.
    void handBack(Instant now, WakeQueue& wakes)
    {
        for (std::size_t i = 0; i < returned_.size(); ++i) {  // telling one may bring others back
            const Returned one = std::move(returned_[i]);
            if (Host* host = machines_[one.host].host.get()) {
                host->returned(now, {one.datagram, one.why, one.mtu, one.dropped});
                reschedule(one.host, wakes);
            }
        }
        returned_.clear();
    }

    // At the other end of the direction.
    void comeThrough(Instant now, std::size_t index, TransitPacket&& packet)
    {
        Direction& direction = directions_[index];
        if (!direction.neighbours || !isOfInterface(now, index, packet))
            arrive(now, direction, std::move(packet));
    }

    void arrive(Instant now, Direction& direction, TransitPacket&& packet)
    {
        Machine& machine = machines_[direction.to];
        if (far_)
            routing_->expect(direction.to);
        if (machine.host) {
            machine.host->packetArrived(now, std::move(packet));
            if (far_)
                machine.host->tellNeeded(direction.needed);
        } else {
            recorder_.packetDropped(now, {machine.id}, {Rule::HostDown, packet.sent}, packet.sent, {}, "host");
        }
    }

    // --- Wakes

    void wakeHost(std::size_t host, Instant now, WakeQueue& wakes)
    {
        machines_[host].host->timeHasCome(now);
        reschedule(host, wakes);
    }

    void wakeDirection(std::size_t index, Instant now, WakeQueue& wakes)
    {
        Direction& direction = directions_[index];
        bool arrived = false;
        if (direction.direct)
            arrived = deliverInHand(now, index);
        else
            for (TransitPacket packet; direction.link->take(now, packet); arrived = true)
                comeThrough(now, index, std::move(packet));
        wakes.schedule(machines_.size() + index, wakeOf(direction));
        if (arrived)
            reschedule(direction.to, wakes);
    }

    // A poke of a host changes its own wake and those of the links that it has sent over.
    void reschedule(std::size_t host, WakeQueue& wakes)
    {
        const Machine& machine = machines_[host];
        wakes.schedule(host, machine.host ? machine.host->nextWake() : kNever);
        rescheduleUsed(wakes);
    }

    Instant wakeOf(const Direction& direction) const
    {
        if (direction.direct)
            return direction.inHand > 0 ? inHandAt_ : kNever;
        return direction.link->nextWake();
    }

    void rescheduleUsed(WakeQueue& wakes)
    {
        for (const std::size_t index : used_) {
            const Direction& used = directions_[index];
            wakes.schedule(machines_.size() + index, wakeOf(used));
            if (const auto& neighbours = used.neighbours)
                wakes.schedule(machines_.size() + directions_.size() + 1 + index, neighbours->nextWake());
        }
        used_.clear();
    }

    void scheduleEvent(WakeQueue& wakes)
    {
        wakes.schedule(machines_.size() + directions_.size(), nextEvent_ < events_.size() ? events_[nextEvent_].at : kNever);
    }

    // --- The lab's events

    void happen(Instant now, WakeQueue& wakes)
    {
        const Event& event = events_[nextEvent_++];
        switch (event.what) {
        case LabEvent::What::Exit: endPrograms(now, event.index, Rule::HostExit, wakes); break;
        case LabEvent::What::Kill: endPrograms(now, event.index, Rule::HostKill, wakes); break;
        case LabEvent::What::Crash: crash(now, event.index, wakes); break;
        case LabEvent::What::Reboot: reboot(now, event.index, wakes); break;
        case LabEvent::What::Cut: cut(now, event.index, wakes); break;
        case LabEvent::What::Return: makeWhole(now, event.index); break;
        }
        scheduleEvent(wakes);
    }

    EventId noteOf(Instant now, std::size_t host, Rule rule) { return recorder_.record(now, {machines_[host].id}, {rule}, Note{}); }

    // Of what is down, nothing can end.
    void endPrograms(Instant now, std::size_t host, Rule rule, WakeQueue& wakes)
    {
        if (!machines_[host].host)
            return;
        machines_[host].host->endPrograms(now, noteOf(now, host, rule));
        reschedule(host, wakes);
    }

    void crash(Instant now, std::size_t host, WakeQueue& wakes)
    {
        if (!machines_[host].host)
            return;
        forgetNeighbours(now, host, Rule::HostCrash, noteOf(now, host, Rule::HostCrash));
        machines_[host].host.reset();
        reschedule(host, wakes);
    }

    void reboot(Instant now, std::size_t host, WakeQueue& wakes)
    {
        Machine& machine = machines_[host];
        forgetNeighbours(now, host, Rule::HostReboot, noteOf(now, host, Rule::HostReboot));
        machine.host.reset();
        ++machine.life;
        const auto made = makeHost(host);
        TCPLAB_ASSURE(made);  // as the first time
        machine.host->start(now);
        reschedule(host, wakes);
    }

    void cut(Instant now, std::size_t link, WakeQueue& wakes)
    {
        if (!directions_[2 * link].whole)
            return;
        const EventId note = recorder_.record(now, {}, {Rule::LinkCut}, linkNote(link));
        for (const std::size_t index : {2 * link, 2 * link + 1}) {
            Direction& direction = directions_[index];
            direction.cut = note;
            loseInHand(now, index);
            direction.link->loseAll(now, {Rule::LinkCut, note});
            direction.whole = false;
            ++direction.life;
            const auto made = makeDirection(index);
            TCPLAB_ASSURE(made);  // as the first time
            wakes.schedule(machines_.size() + index, kNever);
        }
    }

    void loseInHand(Instant now, std::size_t index)
    {
        for (std::size_t i = 0; i < inHand_.size(); ++i)
            if (inHand_[i].direction == index) {
                inHand_[i].direction = kTaken;
                --directions_[index].inHand;
                loseOnCutLink(now, directions_[index], inHand_[i].packet);
            }
    }

    void makeWhole(Instant now, std::size_t link)
    {
        if (directions_[2 * link].whole)
            return;
        recorder_.record(now, {}, {Rule::LinkReturns, directions_[2 * link].cut}, linkNote(link));
        directions_[2 * link].whole = directions_[2 * link + 1].whole = true;
    }

    // Names the link as the Trace does, so that its ends can be found.
    Note linkNote(std::size_t link) { return {recorder_.text(trace_->link(directions_[2 * link].id).name)}; }

    const Lab& lab_;
    const RunOptions& options_;
    std::shared_ptr<Trace> trace_;
    Recorder recorder_;
    LabParts parts_;
    EditBook edits_;
    std::vector<Machine> machines_;
    std::map<std::string, std::size_t, std::less<>> hostNumbers_;  // by name
    std::vector<Direction> directions_;
    std::optional<Routing> routing_;
    std::vector<std::size_t> used_;  // directions that were given a datagram and whose wakes are not yet asked for
    Ring<InHand> inHand_;            // in the order of sending
    Instant inHandAt_{};             // the instant of all of them
    bool far_ = false;               // so many hosts that what one of them needs is asked for before
    std::vector<Returned> returned_;
    std::vector<Event> events_;  // in order of time
    std::size_t nextEvent_ = 0;
};

}  // namespace

Result<void> checkLab(const Lab& lab, const Catalogue& catalogue)
{
    RunOptions options;
    options.recorded = false;
    return World(lab, catalogue, options).build();
}

Result<RunResult> run(const Lab& lab, const Catalogue& catalogue, const RunOptions& options)
{
    World world(lab, catalogue, options);
    if (auto built = world.build(); !built)
        return tl::unexpected(built.error());
    world.play();
    return world.result();
}

}  // namespace tcplab
