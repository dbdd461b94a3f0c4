// The socket face that apps see: the engine's, with every call written into the Trace.
#pragma once

#include <map>
#include <string>

#include "plugin/engine.h"

namespace tcplab {

// A call that has to wait is tried again by the app after a Notice. The first try records CallBegun, the try
// that succeeds or fails for good records CallReturned: one blocking call, as a C program would make it.
class RecordingSockets : public SocketFace {
public:
    RecordingSockets(Engine& engine, Recorder& recorder, HostId host) : engine_(engine), recorder_(recorder), host_(host) {}

    CallResult socket(CallContext call, SocketType type) override;
    CallResult bind(CallContext call, SocketId socket, Endpoint local) override;
    CallResult listen(CallContext call, SocketId socket, int backlog) override;
    CallResult accept(CallContext call, SocketId listener) override;
    CallResult connect(CallContext call, SocketId socket, Endpoint remote) override;
    CallResult send(CallContext call, SocketId socket, OctetView octets, SendFlags flags = {}) override;
    CallResult sendTo(CallContext call, SocketId socket, Endpoint to, OctetView octets, SendFlags flags = {}) override;
    CallResult receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, ReceiveFlags flags = {}) override;
    CallResult shutdown(CallContext call, SocketId socket, ShutdownHow how) override;
    CallResult close(CallContext call, SocketId socket) override;
    CallResult abort(CallContext call, SocketId socket) override;
    CallResult setOption(CallContext call, SocketId socket, SocketOption option, std::int64_t value) override;
    CallResult getOption(CallContext call, SocketId socket, SocketOption option) override;
    CallResult setCongestionControl(CallContext call, SocketId socket, std::string_view plugin) override;
    Readiness readiness(SocketId socket) const override { return engine_.readiness(socket); }
    Endpoint localEndpoint(SocketId socket) const override { return engine_.localEndpoint(socket); }
    Endpoint remoteEndpoint(SocketId socket) const override { return engine_.remoteEndpoint(socket); }

private:
    enum class Waiting : std::uint8_t { Accept, Connect, Send, Receive };

    // The octets that went one way over a connection: how many, and a fingerprint that does not depend on how
    // they were cut into calls.
    class Stream {
    public:
        void add(OctetView octets);
        std::uint64_t total() const { return total_; }
        std::uint64_t fingerprint() const { return mixed(words_, partial_); }

    private:
        static std::uint64_t mixed(std::uint64_t words, std::uint64_t word) { return (words + 1) * 0x9e3779b97f4a7c15u + word; }

        std::uint64_t total_ = 0;
        std::uint64_t words_ = 0;    // of the whole eights of octets since the stream's beginning
        std::uint64_t partial_ = 0;  // the octets behind them, the first one lowest
    };

    EventId begin(CallContext call, SocketId socket, std::string_view text);
    EventId resumeOrBegin(CallContext call, Waiting what, SocketId socket, std::string_view text);
    void finish(CallContext call, EventId begun, ConnectionId connection, CallResult result);
    // Keeps a waiting call for its next try; finishes every other.
    CallResult settle(CallContext call, EventId begun, Waiting what, SocketId socket, CallResult result);
    CallResult sent(CallContext call, EventId begun, SocketId socket, OctetView octets, CallResult result);
    template <class Try>
    CallResult once(CallContext call, SocketId socket, std::string_view text, Try&& tryIt);

    Engine& engine_;
    Recorder& recorder_;
    HostId host_;
    std::map<std::pair<std::uint32_t, Waiting>, EventId> waiting_;
    std::map<std::uint32_t, Stream> accepted_;  // by connection
    std::map<std::uint32_t, Stream> delivered_;
};

}  // namespace tcplab
