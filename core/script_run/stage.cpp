#include "script_run/stage.h"

#include <algorithm>

namespace tcplab::script_run {
namespace {

using packetdrill::v4Of;
using packetdrill::v6Of;

std::unique_ptr<Engine> makeEngine(const StageSetup& setup, const EngineFactory& factory, HostId host, Recorder& recorder,
                                   const Catalogue& catalogue)
{
    EngineSetup engine{.host = host,
                       .address = v4Of(setup.local),
                       .address6 = v6Of(setup.local),
                       .mtu = setup.mtu,
                       .parameters = setup.parameters,
                       .random = RandomStream(setup.seed, "engine local"),
                       .recorder = recorder,
                       .catalogue = catalogue,
                       .congestionControls = setup.congestionControls};
    return factory(std::move(engine));
}

}  // namespace

Stage::Stage(const StageSetup& setup, const EngineFactory& factory, const Catalogue& catalogue)
    : local_(recorder_.addHost("local", v4Of(setup.local), v6Of(setup.local))),
      remote_(recorder_.addHost("remote", v4Of(setup.remote), v6Of(setup.remote))),
      engine_(makeEngine(setup, factory, local_, recorder_, catalogue)), sockets_(*engine_, recorder_, local_)
{}

void Stage::advanceTo(Instant until)
{
    while (now_ < until)
        step(until);
}

bool Stage::step(Instant limit)
{
    const Instant wake = engine_->nextWake();
    if (wake == kNever || wake > limit) {
        now_ = std::max(now_, limit);
        return false;
    }
    // An engine that wants to be woken again and again without any time passing would keep us here for ever.
    constexpr int kWakesAtOnce = 10000;
    wakesNow_ = wake > now_ ? 0 : wakesNow_ + 1;
    if (wakesNow_ > kWakesAtOnce) {
        now_ = std::max(now_, limit);
        return false;
    }
    now_ = std::max(now_, wake);
    engine_->timeHasCome(now_);
    settle();
    return true;
}

void Stage::inject(const Octets& datagram)
{
    const EventId sent = recorder_.packetSent(now_, {remote_}, {Rule::ScriptSends}, datagram);
    const EventId arrived = recorder_.packetArrived(now_, {local_}, {Rule::LinkDelivers, sent}, sent, datagram);
    engine_->packetArrived(now_, datagram, arrived, wire::Checksums::Check);
    settle();
}

void Stage::settle()
{
    while (auto packet = engine_->nextPacket(now_)) {
        recorder_.packetArrived(now_, {remote_}, {Rule::LinkDelivers, packet->sent}, packet->sent, packet->datagram);
        if (auto parsed = packetdrill::parseDatagram(packet->datagram))
            ear.hear({now_, packet->sent, std::move(*parsed)});
    }
    for (Notice notice; engine_->nextNotice(notice);)
        noticed.insert(notice.socket.number());
    // A witness makes calls of its own, which end here, too.
    if (!witness_ || witnessing_)
        return;
    witnessing_ = true;
    witness_();
    witnessing_ = false;
}

}  // namespace tcplab::script_run
