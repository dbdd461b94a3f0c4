// The engine under test and the script's end of the wire, in virtual time: no delay between them, every event in a Trace.
#pragma once

#include <functional>
#include <memory>
#include <set>

#include "packetdrill/config.h"
#include "packetdrill/ear.h"
#include "plugin/catalogue.h"
#include "sim/recording_sockets.h"

namespace tcplab::script_run {

struct StageSetup {
    IpAddress local, remote;
    std::uint32_t mtu = 1500;
    Parameters parameters;
    std::map<std::string, ValueMap> congestionControls;  // see EngineSetup
    std::uint64_t seed = 1;
};

class Stage {
public:
    Stage(const StageSetup& setup, const EngineFactory& factory, const Catalogue& catalogue);

    Instant now() const { return now_; }
    const std::shared_ptr<Trace>& trace() const { return trace_; }
    Engine& engine() { return *engine_; }
    SocketFace& sockets() { return sockets_; }
    CallContext call() const { return {now_, {}}; }

    // Called after everything that may have changed a socket.
    void setWitness(std::function<void()> witness) { witness_ = std::move(witness); }

    // Lets the engine do all that is due until then. `until` is not before now().
    void advanceTo(Instant until);
    // Goes to the engine's next wake, or to `limit` when none comes before; whether it was a wake.
    bool step(Instant limit);
    // The datagram arrives now.
    void inject(const Octets& datagram);
    // To be called after each call of sockets(): takes what the engine has ready.
    void settle();

    packetdrill::Ear ear;
    // Sockets about which the engine gave notice since the set was emptied.
    std::set<std::uint32_t> noticed;

private:
    std::shared_ptr<Trace> trace_ = std::make_shared<Trace>();
    Recorder recorder_{*trace_};
    HostId local_, remote_;
    std::unique_ptr<Engine> engine_;
    RecordingSockets sockets_;
    std::function<void()> witness_;
    Instant now_ = kStart;
    bool witnessing_ = false;
    int wakesNow_ = 0;
};

}  // namespace tcplab::script_run
