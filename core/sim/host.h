// A host: an engine, the apps on it, and the duty to carry packets and notices between them.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "plugin/catalogue.h"
#include "sim/recording_sockets.h"

namespace tcplab {

class Host {
public:
    // Takes each datagram that the host sends, at the instant at which it leaves.
    using Outlet = std::function<void(Instant, TransitPacket&&)>;

    Host(HostId id, Recorder& recorder, std::unique_ptr<Engine> engine, Outlet outlet);

    // `plugin`: its id, by which the Trace names the program.
    void addApp(std::string_view plugin, const AppFactory& factory, Parameters parameters, RandomStream random, const HostNames& names);

    void start(Instant now);
    // A datagram from the network; records its arrival.
    void packetArrived(Instant now, TransitPacket&& packet);
    // What it sent, and could not leave it or the link that it was sent over.
    void returned(Instant now, const ReturnedDatagram& returned);
    // The programs are gone, and the system closes what they left open. `cause` is the event that ended them.
    void endPrograms(Instant now, EventId cause);
    // Wakes whoever is due. Harmless when nobody is.
    void timeHasCome(Instant now);
    Instant nextWake() const;

    // Where that lies which the next datagram is likely to need. Only for prefetching: it may be gone by then.
    struct Needed {
        const Host* host = nullptr;
        const void* engine = nullptr;
        const void* program = nullptr;
        std::span<const std::byte> ofEngine{};

        void expect() const;
    };
    // Written where it stays: a copy would wait for what is far away.
    void tellNeeded(Needed& needed) const;
    bool finished() const;

    HostId id() const { return id_; }
    Engine& engine() { return *engine_; }

    // Carries what the engine has ready, until it has nothing more. Needed after calls from outside an app.
    void settle(Instant now);

private:
    struct Program {
        std::unique_ptr<App> app;
        Instant wake = kNever;  // its nextWake()
    };

    // Every call of an app comes from here: what it opens is its own, and it may want to be woken at another time.
    template <class Poke>
    void poke(std::size_t program, Poke&& poke);
    void tell(Instant now, const Notice& notice);

    HostId id_;
    Recorder& recorder_;
    std::unique_ptr<Engine> engine_;
    RecordingSockets sockets_;
    Outlet outlet_;
    std::vector<Program> programs_;
    Instant programsWake_ = kNever;  // the earliest of theirs
};

}  // namespace tcplab
