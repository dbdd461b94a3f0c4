#include "sim/host.h"

#include <algorithm>

namespace tcplab {

Host::Host(HostId id, Recorder& recorder, std::unique_ptr<Engine> engine, Outlet outlet)
    : id_(id), recorder_(recorder), engine_(std::move(engine)), sockets_(*engine_, recorder, id), outlet_(std::move(outlet))
{}

void Host::addApp(const AppFactory& factory, Parameters parameters, RandomStream random, HostNames names)
{
    apps_.push_back(factory({std::move(parameters), random, sockets_, std::move(names)}));
}

void Host::start(Instant now)
{
    for (auto& app : apps_)
        app->start(now);
    settle(now);
}

void Host::packetArrived(Instant now, const TransitPacket& packet)
{
    const EventId arrived = recorder_.packetArrived(now, {id_}, {Rule::LinkDelivers, packet.sent}, packet.sent, packet.datagram);
    engine_->packetArrived(now, packet.datagram, arrived);
    settle(now);
}

void Host::timeHasCome(Instant now)
{
    engine_->timeHasCome(now);
    for (auto& app : apps_)
        if (const auto wake = app->nextWake(); wake && *wake <= now)
            app->timeHasCome(now);
    settle(now);
}

std::optional<Instant> Host::nextWake() const
{
    std::optional<Instant> wake = engine_->nextWake();
    for (const auto& app : apps_)
        wake = earlierWake(wake, app->nextWake());
    return wake;
}

bool Host::finished() const
{
    return std::all_of(apps_.begin(), apps_.end(), [](const auto& app) { return app->finished(); });
}

void Host::settle(Instant now)
{
    for (;;) {
        while (auto packet = engine_->nextPacket(now))
            outlet_(now, {std::move(packet->datagram), packet->sent});
        const auto notice = engine_->nextNotice();
        if (!notice)
            return;
        for (auto& app : apps_)
            app->notice(now, *notice);
    }
}

}  // namespace tcplab
