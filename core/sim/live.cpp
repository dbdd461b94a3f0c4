#include "sim/live.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/prepare.h"
#include "wire/ip.h"

namespace tcplab {
namespace {

constexpr std::size_t kPayloadBudget = 64u << 20;
constexpr Duration kLongestWait = 100ms;
// Packets that are taken in before anything is sent, so that a flood does not keep the timers waiting.
constexpr int kBurst = 64;

Result<void> mayMeetRealPeers(const ParameterSpec& spec, const Value& given, const Catalogue& catalogue)
{
    const std::string path = "/host/engine/parameters/" + spec.name;
    if (spec.counterfactual && !(given == spec.defaultValue))
        return tl::unexpected(
            problemAt(path, {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" breaks TCP for a lesson: no real peer may meet it."), spec.name}));
    const Card* named = spec.names ? catalogue.card(std::get<std::string>(given.is)) : nullptr;
    if (named && named->counterfactual)
        return tl::unexpected(
            problemAt(path, {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is \"{1}\", which is for lessons only: no real peer may meet it."),
                             spec.name, named->id}));
    return {};
}

}  // namespace

Result<void> mayMeetRealPeers(const LabHost& host, const Catalogue& catalogue)
{
    Preparation preparation(catalogue);
    const auto engine = preparation.engine({host.engine, "/host/engine"});
    if (!engine)
        return tl::unexpected(engine.error());
    const ValueMap& values = engine->parameters.values();
    for (const ParameterSpec& spec : catalogue.card(host.engine.plugin)->parameters)
        if (const auto given = values.find(spec.name); given != values.end())
            if (auto may = mayMeetRealPeers(spec, given->second, catalogue); !may)
                return may;
    for (std::size_t i = 0; i < host.apps.size(); ++i)
        if (const Card* card = catalogue.card(host.apps[i].plugin); card && card->counterfactual)
            return tl::unexpected(
                problemAt(fmt::format("/host/apps/{}/plugin", i),
                          {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is for labs only: no real peer may meet it."), card->id}));
    return preparation.checkCongestionControls(host, "/host");
}

LiveWorld::LiveWorld(const LiveSetup& setup, PacketIo& door)
    : door_(door), recorder_(*trace_, kPayloadBudget, kEventLimit),
      id_(recorder_.addHost(setup.host.name, setup.host.address, setup.host.address6)),
      outboundId_(recorder_.addLink(setup.host.name + ">network", id_, {})),
      outbound_(outboundId_, recorder_, {},
                [this](const TransitPacket& packet, std::uint32_t mtu, EventId dropped) {
                    tooBig_.push_back({packet.datagram, mtu, dropped});
                }),
      inbound_(recorder_.addLink("network>" + setup.host.name, {}, id_), recorder_)
{
    if (door.linkLayer() == LinkLayer::Ethernet)
        port_.emplace(
            EthernetSetup{
                {id_, outboundId_, macFor(setup.host.address), setup.host.address, setup.host.address6}, setup.prefixLength, setup.gateway},
            recorder_, [this](Instant now, OctetView message) { return messageArrived(now, message); });
}

Result<std::unique_ptr<LiveWorld>> LiveWorld::create(const LiveSetup& setup, PacketIo& door, const Catalogue& catalogue)
{
    std::unique_ptr<LiveWorld> world(new LiveWorld(setup, door));
    if (auto built = world->build(setup, catalogue); !built)
        return tl::unexpected(built.error());
    return world;
}

Result<void> LiveWorld::build(const LiveSetup& setup, const Catalogue& catalogue)
{
    if (auto may = mayMeetRealPeers(setup.host, catalogue); !may)
        return may;
    Preparation preparation(catalogue);
    auto engine = preparation.engine({setup.host.engine, "/host/engine"});
    host_ =
        std::make_unique<Host>(id_, recorder_,
                               (*engine->factory)({id_, setup.host.address, setup.host.address6, static_cast<std::uint32_t>(setup.host.mtu),
                                                   std::move(engine->parameters), RandomStream(setup.seed, "engine"), recorder_, catalogue,
                                                   setup.host.congestionControls, true}),
                               [this](Instant now, TransitPacket&& packet) { outbound_.offer(now, std::move(packet)); });
    for (std::size_t i = 0; i < setup.host.apps.size(); ++i) {
        const PluginUse& appUse = setup.host.apps[i];
        auto app = preparation.app({appUse, fmt::format("/host/apps/{}", i)});
        if (!app)
            return tl::unexpected(app.error());
        host_->addApp(appUse.plugin, *app->factory, std::move(app->parameters), RandomStream(setup.seed, fmt::format("app {}", i)), {});
    }
    if (auto added = addStages(outbound_, setup.outbound, "/outbound", setup.seed, preparation); !added)
        return added;
    return addStages(inbound_, setup.inbound, "/inbound", setup.seed, preparation);
}

Result<void> LiveWorld::addStages(LinkDirection& link, const std::vector<PluginUse>& stages, const std::string& path, std::uint64_t seed,
                                  Preparation& preparation)
{
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const std::string place = fmt::format("{}/{}", path, i);
        if (auto added = preparation.addStage(link, {stages[i], place}, RandomStream(seed, place)); !added)
            return added;
    }
    return {};
}

void LiveWorld::start(Instant now)
{
    host_->start(now);
    advance(now);
}

void LiveWorld::poll(Instant now)
{
    for (int i = 0; i < kBurst; ++i) {
        const auto packet = door_.receive();
        if (!packet)
            break;
        packetArrived(now, *packet);
    }
    advance(now);
}

void LiveWorld::packetArrived(Instant now, OctetView packet)
{
    if (witness_)
        witness_(now, packet);
    if (!port_)
        datagramArrived(now, packet);
    else if (const auto datagram = port_->frameArrived(now, packet))
        datagramArrived(now, *datagram);
}

void LiveWorld::datagramArrived(Instant now, OctetView datagram)
{
    const auto addresses = wire::addressesOf(datagram);
    const HostId from = addresses ? peerAt(addresses->source) : others();
    const EventId sent = recorder_.packetObserved(now, {from}, datagram, static_cast<std::uint32_t>(datagram.size()));
    inbound_.offer(now, {datagram, sent});
}

// A question or an answer about hardware addresses: it does not pass the stages.
EventId LiveWorld::messageArrived(Instant now, OctetView message)
{
    const auto talk = wire::linkMessageIn(message);
    const HostId from = talk ? peerAt(talk->sender) : others();
    const EventId sent = recorder_.packetObserved(now, {from}, message, static_cast<std::uint32_t>(message.size()));
    return recorder_.packetArrived(now, {id_}, {Rule::LinkDelivers, sent}, sent, message);
}

// Inbound first, because what arrives makes the host send.
void LiveWorld::advance(Instant now)
{
    TransitPacket packet;
    while (inbound_.take(now, packet))
        host_->packetArrived(now, std::move(packet));
    host_->timeHasCome(now);
    if (port_)
        askNeighbours(now);
    do {
        while (outbound_.take(now, packet))
            lead(now, std::move(packet));
    } while (handBack(now));
    if (!port_)
        return;
    while (const auto frame = port_->nextFrame())
        letOut(now, frame->octets, OctetView(frame->octets).subspan(wire::kEthernetHeaderOctets), frame->sent);
}

void LiveWorld::askNeighbours(Instant now)
{
    port_->timeHasCome(now);
    while (const auto one = port_->nextUnanswered())
        host_->returned(now, {one->datagram, NotSent::Unanswered, 0, one->dropped});
}

void LiveWorld::lead(Instant now, TransitPacket&& packet)
{
    if (port_)
        port_->send(now, std::move(packet));
    else
        letOut(now, packet.datagram, packet.datagram, packet.sent);
}

bool LiveWorld::handBack(Instant now)
{
    const std::vector<TooBig> returned = std::exchange(tooBig_, {});
    for (const TooBig& one : returned)
        host_->returned(now, {one.datagram, NotSent::TooBig, one.mtu, one.dropped});
    return !returned.empty();
}

void LiveWorld::letOut(Instant now, OctetView packet, OctetView datagram, EventId sent)
{
    const bool taken = door_.send(packet);
    if (taken && witness_)
        witness_(now, packet);
    const auto listener = listenerOf(datagram);
    if (!sent.valid() || !listener)
        return;
    if (taken)
        recorder_.packetArrived(now, {peerAt(*listener)}, {Rule::LinkDelivers, sent}, sent, datagram);
    else
        recorder_.packetDropped(now, {id_}, {Rule::DoorRefuses, sent}, sent, {}, "door");
}

// Who is meant by what is let out: of a question for a hardware address, whose it is.
std::optional<IpAddress> LiveWorld::listenerOf(OctetView datagram)
{
    if (const auto talk = wire::linkMessageIn(datagram))
        return talk->target;
    const auto addresses = wire::addressesOf(datagram);
    return addresses ? std::optional(addresses->destination) : std::nullopt;
}

HostId LiveWorld::peerAt(const IpAddress& address)
{
    if (const auto found = peers_.find(address); found != peers_.end())
        return found->second;
    if (peers_.size() < kPeersMax)
        return peers_.emplace(address, recorder_.addHost(format(address), address)).first->second;
    return others();
}

HostId LiveWorld::others()
{
    if (!others_.valid())
        others_ = recorder_.addHost("others", {});
    return others_;
}

Instant LiveWorld::nextWake() const
{
    return std::min({host_->nextWake(), outbound_.nextWake(), inbound_.nextWake(), port_ ? port_->nextWake() : kNever});
}

void LiveWorld::run(const std::function<Instant()>& clock, const std::function<bool()>& stop)
{
    start(clock());
    while (!stop()) {
        const Instant wake = nextWake();
        const Instant now = clock();
        door_.wait(wake <= now ? Duration::zero() : std::min(wake - now, kLongestWait));
        poll(clock());
    }
}

}  // namespace tcplab
