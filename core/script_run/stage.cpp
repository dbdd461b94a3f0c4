#include "script_run/stage.h"

#include <algorithm>

namespace tcplab::script_run {
namespace {

// As the set-up has it: an engine's own address may still be IPv4 only.
template <class Address>
Address addressAs(const IpAddress& address)
{
    if constexpr (std::is_same_v<Address, Ipv4Address>)
        return address.isV4() ? address.v4() : Ipv4Address{};
    else
        return address;
}

std::unique_ptr<Engine> makeEngine(const StageSetup& setup, const EngineFactory& factory, HostId host, Recorder& recorder,
                                   const Catalogue& catalogue)
{
    EngineSetup engine{host,
                       addressAs<decltype(EngineSetup::address)>(setup.local),
                       setup.local.isV4() ? std::optional<Ipv6Address>() : setup.local.v6(),
                       setup.mtu,
                       setup.parameters,
                       RandomStream(setup.seed, "engine local"),
                       recorder,
                       catalogue};
    return factory(std::move(engine));
}

}  // namespace

Stage::Stage(const StageSetup& setup, const EngineFactory& factory, const Catalogue& catalogue)
    : local_(recorder_.addHost("local", setup.local)), remote_(recorder_.addHost("remote", setup.remote)),
      engine_(makeEngine(setup, factory, local_, recorder_, catalogue)), sockets_(*engine_, recorder_, local_)
{}

void Stage::advanceTo(Instant until)
{
    while (now_ < until)
        step(until);
}

bool Stage::step(Instant limit)
{
    const auto wake = engine_->nextWake();
    if (!wake || *wake > limit) {
        now_ = std::max(now_, limit);
        return false;
    }
    // An engine that wants to be woken again and again without any time passing would keep us here for ever.
    constexpr int kWakesAtOnce = 10000;
    wakesNow_ = *wake > now_ ? 0 : wakesNow_ + 1;
    if (wakesNow_ > kWakesAtOnce) {
        now_ = std::max(now_, limit);
        return false;
    }
    now_ = std::max(now_, *wake);
    engine_->timeHasCome(now_);
    settle();
    return true;
}

void Stage::inject(const Octets& datagram)
{
    const EventId sent = recorder_.packetSent(now_, {remote_}, {Rule::ScriptSends}, datagram);
    const EventId arrived = recorder_.packetArrived(now_, {local_}, {Rule::LinkDelivers, sent}, sent, datagram);
    engine_->packetArrived(now_, datagram, arrived);
    settle();
}

void Stage::settle()
{
    while (auto packet = engine_->nextPacket(now_)) {
        recorder_.packetArrived(now_, {remote_}, {Rule::LinkDelivers, packet->sent}, packet->sent, packet->datagram);
        if (auto parsed = packetdrill::parseDatagram(packet->datagram))
            ear.hear({now_, packet->sent, std::move(*parsed)});
    }
    while (const auto notice = engine_->nextNotice())
        noticed.insert(notice->socket.number());
    // A witness makes calls of its own, which end here, too.
    if (!witness_ || witnessing_)
        return;
    witnessing_ = true;
    witness_();
    witnessing_ = false;
}

}  // namespace tcplab::script_run
