// One host whose programs talk to each other without a TCP between them: a listener by port, connected pairs of
// bounded octet streams, notices. Enough to see what an app does with its sockets.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "plugin/catalogue.h"

namespace tcplab {

class FakeSockets : public SocketFace {
public:
    std::size_t buffer = 65536;  // octets that a direction holds
    std::size_t gulp = 65536;    // octets that one receive() gives at most
    std::deque<Notice> notices;
    std::vector<std::string> log;  // "at 5 ms: send(1, 300) = 300"

    CallResult socket(CallContext call, SocketType) override { return told(call, "socket()", CallResult::of(make())); }

    CallResult bind(CallContext call, SocketId id, Endpoint local) override
    {
        Side* side = find(id);
        if (side)
            side->port = local.port;
        return told(call, fmt::format("bind({}, {})", id.number(), local.port), answer(side));
    }

    CallResult listen(CallContext call, SocketId id, int backlog) override
    {
        Side* side = find(id);
        CallResult result = answer(side);
        if (side && !listeners_.try_emplace(side->port, id).second)
            result = CallResult::failed(Errno::AddressInUse);
        return told(call, fmt::format("listen({}, {})", id.number(), backlog), result);
    }

    CallResult accept(CallContext call, SocketId id) override
    {
        Side* side = find(id);
        CallResult result = answer(side);
        if (side && side->accepted.empty())
            result = CallResult::failed(Errno::Again);
        if (side && !side->accepted.empty()) {
            result = CallResult::of(side->accepted.front());
            side->accepted.pop_front();
        }
        return told(call, fmt::format("accept({})", id.number()), result);
    }

    CallResult connect(CallContext call, SocketId id, Endpoint remote) override
    {
        return told(call, fmt::format("connect({}, {})", id.number(), format(remote)), connected(id, remote));
    }

    CallResult send(CallContext call, SocketId id, OctetView octets, SendFlags = {}) override
    {
        Side* side = find(id);
        CallResult result = answer(side);
        if (side)
            result = sent(*side, octets);
        return told(call, fmt::format("send({}, {})", id.number(), octets.size()), result);
    }

    CallResult receive(CallContext call, SocketId id, std::span<std::uint8_t> room, ReceiveFlags = {}) override
    {
        Side* side = find(id);
        CallResult result = answer(side);
        if (side)
            result = received(*side, room);
        return told(call, fmt::format("receive({}, {})", id.number(), room.size()), result);
    }
    CallResult receiveFrom(CallContext call, SocketId id, std::span<std::uint8_t> room, Endpoint&, ReceiveFlags flags = {}) override
    {
        return receive(call, id, room, flags);
    }

    CallResult shutdown(CallContext call, SocketId id, ShutdownHow how) override
    {
        Side* side = find(id);
        if (side && how != ShutdownHow::Receive)
            end(*side);
        return told(call, fmt::format("shutdown({})", id.number()), answer(side));
    }

    CallResult close(CallContext call, SocketId id) override
    {
        Side* side = find(id);
        const CallResult result = answer(side);
        if (side)
            end(*side);
        sides_.erase(id.number());
        return told(call, fmt::format("close({})", id.number()), result);
    }

    CallResult abort(CallContext call, SocketId id) override
    {
        Side* side = find(id);
        const CallResult result = answer(side);
        if (Side* peer = side ? find(side->peer) : nullptr) {
            peer->reset = true;
            tell(side->peer, Notice::Kind::Readable);
        }
        sides_.erase(id.number());
        return told(call, fmt::format("abort({})", id.number()), result);
    }

    CallResult setOption(CallContext call, SocketId id, SocketOption, std::int64_t value) override
    {
        return told(call, fmt::format("option({}, {})", id.number(), value), answer(find(id)));
    }
    CallResult getOption(CallContext, SocketId, SocketOption) override { return CallResult::failed(Errno::NotSupported); }
    CallResult sendTo(CallContext, SocketId, Endpoint, OctetView, SendFlags = {}) override
    {
        return CallResult::failed(Errno::NotSupported);
    }
    CallResult setCongestionControl(CallContext, SocketId, std::string_view) override { return CallResult::failed(Errno::NotSupported); }
    Readiness readiness(SocketId) const override { return {}; }
    Endpoint localEndpoint(SocketId) const override { return {}; }
    Endpoint remoteEndpoint(SocketId) const override { return {}; }

    // What waits to be received at the fullest socket, and how many sockets are open.
    std::size_t fullest() const
    {
        std::size_t most = 0;
        for (const auto& [number, side] : sides_)
            most = std::max(most, side.arrived.size());
        return most;
    }
    std::size_t open() const { return sides_.size(); }

private:
    struct Side {
        std::uint16_t port = 0;
        SocketId peer;
        std::deque<SocketId> accepted;     // a listener's
        std::deque<std::uint8_t> arrived;  // not yet received
        bool ended = false;                // the peer sends no more
        bool refused = false;
        bool reset = false;
        bool wantsRoom = false;  // a send() found the peer full
    };

    SocketId make()
    {
        const SocketId id(nextNumber_++);
        sides_[id.number()] = {};
        return id;
    }

    Side* find(SocketId id)
    {
        const auto found = sides_.find(id.number());
        return found == sides_.end() ? nullptr : &found->second;
    }

    static CallResult answer(const Side* side) { return side ? CallResult{} : CallResult::failed(Errno::BadSocket); }
    void tell(SocketId id, Notice::Kind kind) { notices.push_back({id, kind, {}}); }

    CallResult connected(SocketId id, Endpoint remote)
    {
        Side* side = find(id);
        if (!side)
            return CallResult::failed(Errno::BadSocket);
        if (side->refused)
            return CallResult::failed(Errno::Refused);
        if (side->peer.valid())
            return {};
        tell(id, Notice::Kind::Connected);
        const auto listener = listeners_.find(remote.port);
        if (listener == listeners_.end()) {
            side->refused = true;
        } else {
            const SocketId peer = make();
            find(peer)->peer = id;
            find(id)->peer = peer;
            find(listener->second)->accepted.push_back(peer);
            tell(listener->second, Notice::Kind::Acceptable);
        }
        return CallResult::failed(Errno::InProgress);
    }

    CallResult sent(Side& side, OctetView octets)
    {
        if (side.reset)
            return CallResult::failed(Errno::Reset);
        Side* peer = find(side.peer);
        if (!peer)
            return CallResult::failed(Errno::Pipe);
        const std::size_t taken = std::min(octets.size(), buffer - std::min(buffer, peer->arrived.size()));
        if (taken == 0) {
            side.wantsRoom = true;
            return CallResult::failed(Errno::Again);
        }
        peer->arrived.insert(peer->arrived.end(), octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(taken));
        tell(side.peer, Notice::Kind::Readable);
        return {static_cast<std::int64_t>(taken), Errno::None};
    }

    CallResult received(Side& side, std::span<std::uint8_t> room)
    {
        if (side.reset)
            return CallResult::failed(Errno::Reset);
        const std::size_t taken = std::min({room.size(), gulp, side.arrived.size()});
        if (taken == 0)
            return side.ended ? CallResult{} : CallResult::failed(Errno::Again);
        const auto last = side.arrived.begin() + static_cast<std::ptrdiff_t>(taken);
        std::copy(side.arrived.begin(), last, room.begin());
        side.arrived.erase(side.arrived.begin(), last);
        if (Side* peer = find(side.peer); peer && peer->wantsRoom) {
            peer->wantsRoom = false;
            tell(side.peer, Notice::Kind::Writable);
        }
        return {static_cast<std::int64_t>(taken), Errno::None};
    }

    void end(Side& side)
    {
        if (Side* peer = find(side.peer)) {
            peer->ended = true;
            tell(side.peer, Notice::Kind::Readable);
        }
    }

    CallResult told(CallContext call, const std::string& text, CallResult result)
    {
        const std::string answered = result.ok() ? fmt::format("{}", result.value) : std::string(name(result.error));
        log.push_back(fmt::format("at {} ms: {} = {}", nanoseconds(call.now) / 1'000'000, text, answered));
        return result;
    }

    std::map<std::uint32_t, Side> sides_;
    std::map<std::uint16_t, SocketId> listeners_;
    std::uint32_t nextNumber_ = 0;
};

// Some apps on such a host, driven as core/sim drives them.
class FakeHost : public ProgramLog {
public:
    FakeSockets sockets;
    Octets told;                                      // what the apps say to have been delivered
    std::vector<std::pair<Rule, std::string>> notes;  // and what happened to them

    void delivered(CallContext, OctetView octets) override { told.insert(told.end(), octets.begin(), octets.end()); }
    void note(CallContext, Rule rule, std::string_view text = {}) override { notes.emplace_back(rule, text); }
    EventId begun(CallContext call, std::string_view text) override
    {
        sockets.log.push_back(fmt::format("at {} ms: {} begins", nanoseconds(call.now) / 1'000'000, text));
        return {};
    }
    void returned(CallContext call, EventId, CallResult result, Rule) override
    {
        sockets.log.push_back(fmt::format("at {} ms: it gives {}", nanoseconds(call.now) / 1'000'000, result.value));
    }

    App& add(void (*contribute)(Catalogue&), const std::string& id, const ValueMap& given)
    {
        Catalogue catalogue;
        contribute(catalogue);
        const Parameters parameters = normalize(catalogue.card(id)->parameters, given).value();
        const HostNames names{{"server", Ipv4Address{0x0a000002}}};
        apps_.push_back((*catalogue.app(id))({parameters, RandomStream(1, id), sockets, names, *this}));
        return *apps_.back();
    }

    // Until nobody has anything to do, or until `end`.
    void run(Instant end = kStart + 3600s)
    {
        for (;;) {
            wake();
            const Instant next = nextWake();
            if (next >= end)
                return;
            now_ = next;
        }
    }

private:
    void wake()
    {
        for (auto& app : apps_)
            if (!started_)
                app->start(now_);
            else if (app->nextWake() <= now_)
                app->timeHasCome(now_);
        started_ = true;
        for (; !sockets.notices.empty(); sockets.notices.pop_front())
            for (auto& app : apps_)
                app->notice(now_, sockets.notices.front());
    }

    Instant nextWake() const
    {
        Instant next = kNever;
        for (const auto& app : apps_)
            next = std::min(next, app->nextWake());
        return next;
    }

    std::vector<std::unique_ptr<App>> apps_;
    Instant now_ = kStart;
    bool started_ = false;
};

}  // namespace tcplab
