#include "sim/host.h"

#include <algorithm>

#include "base/prefetch.h"

namespace tcplab {

Host::Host(HostId id, Recorder& recorder, std::unique_ptr<Engine> engine, Outlet outlet)
    : id_(id), recorder_(recorder), engine_(std::move(engine)), sockets_(*engine_, recorder, id), outlet_(std::move(outlet))
{}

void Host::addApp(std::string_view plugin, const AppFactory& factory, Parameters parameters, RandomStream random, const HostNames& names)
{
    programs_.push_back({factory({std::move(parameters), random, sockets_, names, sockets_})});
    sockets_.addProgram(plugin, programs_.back().app->source());
}

template <class Poke>
void Host::poke(std::size_t program, Poke&& poke)
{
    Program& poked = programs_[program];
    sockets_.setProgram(program);
    poke(*poked.app);
    const Instant wake = poked.app->nextWake();
    if (wake == poked.wake)
        return;
    poked.wake = wake;
    programsWake_ = kNever;
    for (const Program& each : programs_)
        programsWake_ = std::min(programsWake_, each.wake);
}

void Host::start(Instant now)
{
    for (std::size_t i = 0; i < programs_.size(); ++i)
        poke(i, [now](App& app) { app.start(now); });
    settle(now);
}

void Host::packetArrived(Instant now, TransitPacket&& packet)
{
    const EventId arrived =
        recorder_.packetArrived(now, {id_}, {Rule::LinkDelivers, packet.sent}, packet.sent, packet.datagram, packet.packet);
    const wire::Checksums checksums = packet.datagram.checksumsHold() ? wire::Checksums::Hold : wire::Checksums::Check;
    engine_->packetArrived(now, std::move(packet.datagram), arrived, checksums);
    settle(now);
}

void Host::returned(Instant now, const ReturnedDatagram& returned)
{
    engine_->returned(now, returned);
    settle(now);
}

void Host::endPrograms(Instant now, EventId cause)
{
    programs_.clear();
    programsWake_ = kNever;
    sockets_.closeAll({now, cause});
    settle(now);
}

void Host::timeHasCome(Instant now)
{
    engine_->timeHasCome(now);
    if (programsWake_ <= now)
        for (std::size_t i = 0; i < programs_.size(); ++i)
            if (programs_[i].wake <= now)
                poke(i, [now](App& app) { app.timeHasCome(now); });
    settle(now);
}

void Host::tellNeeded(Needed& needed) const
{
    needed.host = this;
    needed.engine = engine_.get();
    needed.program = programs_.empty() ? nullptr : programs_.front().app.get();
    needed.ofEngine = engine_->nextNeeded();
}

void Host::Needed::expect() const
{
    constexpr std::size_t kOfEngine = 448, kOfProgram = 256;  // octets, from its beginning
    prefetch(host);
    if (engine)
        prefetch(engine, kOfEngine);
    prefetch(ofEngine.data(), ofEngine.size());
    if (program)
        prefetch(program, kOfProgram);
}

Instant Host::nextWake() const { return std::min(engine_->nextWake(), programsWake_); }

bool Host::finished() const
{
    return std::all_of(programs_.begin(), programs_.end(), [](const Program& program) { return program.app->finished(); });
}

void Host::settle(Instant now)
{
    for (;;) {
        while (auto packet = engine_->nextPacket(now)) {
            packet->datagram.seal();
            outlet_(now, {std::move(packet->datagram), packet->sent, false, recorder_.packetOf(packet->sent)});
        }
        Notice notice;
        if (!engine_->nextNotice(notice))
            return;
        tell(now, notice);
    }
}

// To the program whose socket it is about. Whose it is not known goes to all, who ignore what is not theirs.
void Host::tell(Instant now, const Notice& notice)
{
    const auto toldTo = [&](App& app) { app.notice(now, notice); };
    if (const auto owner = sockets_.programOf(notice.socket))
        return poke(*owner, toldTo);
    for (std::size_t i = 0; i < programs_.size(); ++i)
        poke(i, toldTo);
}

}  // namespace tcplab
