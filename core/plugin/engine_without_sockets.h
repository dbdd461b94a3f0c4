// For engines that serve no programs: every call is refused.
#pragma once

#include "plugin/engine.h"

namespace tcplab {

class EngineWithoutSockets : public Engine {
public:
    bool nextNotice(Notice&) override { return false; }
    ConnectionId connectionOf(SocketId) const override { return {}; }
    std::optional<ConnectionLook> look(Instant, SocketId) const override { return std::nullopt; }

    CallResult socket(CallContext, SocketType) override { return refused(); }
    CallResult bind(CallContext, SocketId, Endpoint) override { return refused(); }
    CallResult listen(CallContext, SocketId, int) override { return refused(); }
    CallResult accept(CallContext, SocketId) override { return refused(); }
    CallResult connect(CallContext, SocketId, Endpoint) override { return refused(); }
    CallResult send(CallContext, SocketId, OctetView, SendFlags) override { return refused(); }
    CallResult sendTo(CallContext, SocketId, Endpoint, OctetView, SendFlags) override { return refused(); }
    CallResult receive(CallContext, SocketId, std::span<std::uint8_t>, ReceiveFlags) override { return refused(); }
    CallResult receiveFrom(CallContext, SocketId, std::span<std::uint8_t>, Endpoint&, ReceiveFlags) override { return refused(); }
    CallResult shutdown(CallContext, SocketId, ShutdownHow) override { return refused(); }
    CallResult close(CallContext, SocketId) override { return refused(); }
    CallResult abort(CallContext, SocketId) override { return refused(); }
    CallResult setOption(CallContext, SocketId, SocketOption, std::int64_t) override { return refused(); }
    CallResult getOption(CallContext, SocketId, SocketOption) override { return refused(); }
    CallResult setCongestionControl(CallContext, SocketId, std::string_view) override { return refused(); }
    Readiness readiness(SocketId) const override { return {}; }
    Endpoint localEndpoint(SocketId) const override { return {}; }
    Endpoint remoteEndpoint(SocketId) const override { return {}; }

private:
    static CallResult refused() { return CallResult::failed(Errno::NotSupported); }
};

}  // namespace tcplab
