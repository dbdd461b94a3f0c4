// Socket options, by the kernel's names and units.
#include <algorithm>

#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {
namespace {

Duration fromSeconds(std::int64_t value) { return std::clamp<std::int64_t>(value, 0, 32767) * Duration{1s}; }

// Writes the option into `o`; false when the value is out of range. What applies at once to a connection is the engine's to do.
bool apply(SocketOptions& o, SocketOption option, std::int64_t value, const Settings& settings)
{
    const bool on = value != 0;
    const auto octets = static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 1, 1 << 30));
    switch (option) {
    case SocketOption::NoDelay: o.noDelay = on; return true;
    case SocketOption::Cork: o.cork = on; return true;
    // Linux doubles what the program asks for: the other half is for its own bookkeeping.
    case SocketOption::SendBuffer:
        o.sendBuffer = settings.linuxHabits() ? 2 * std::max(octets, 2304u) : octets, o.sendBufferFixed = true;
        return true;
    case SocketOption::ReceiveBuffer: o.receiveBuffer = octets, o.receiveBufferFixed = true; return true;
    case SocketOption::LingerSeconds: o.lingerSeconds = value; return true;
    case SocketOption::ReuseAddress: o.reuseAddress = on; return true;
    case SocketOption::KeepAlive: o.keepAlive = on; return true;
    case SocketOption::KeepIdle: o.keepIdle = fromSeconds(value); return value >= 1 && value <= 32767;
    case SocketOption::KeepInterval: o.keepInterval = fromSeconds(value); return value >= 1 && value <= 32767;
    case SocketOption::KeepCount: o.keepCount = static_cast<int>(value); return value >= 1 && value <= 127;
    case SocketOption::UserTimeout: o.userTimeout = std::max<std::int64_t>(value, 0) * Duration{1ms}; return value >= 0;
    case SocketOption::MaxSegment: o.maxSegment = octets; return value >= 88 && value <= 65535;
    case SocketOption::QuickAck: o.quickAck = on && !settings.linuxHabits(); return true;
    case SocketOption::DeferAccept: o.deferAccept = fromSeconds(value); return true;
    case SocketOption::NotSentLowWater: o.notSentLowWater = static_cast<std::uint32_t>(value); return true;
    case SocketOption::FastOpen: o.fastOpenQueue = static_cast<std::size_t>(std::max<std::int64_t>(value, 0)); return value >= 0;
    case SocketOption::FastOpenConnect: o.fastOpenConnect = on; return value == 0 || value == 1;
    case SocketOption::FastOpenNoCookie: o.fastOpenNoCookie = on; return value == 0 || value == 1;
    case SocketOption::SynCount: o.synRetries = static_cast<int>(value); return value >= 1 && value <= 127;
    case SocketOption::Linger2: o.finWait2 = fromSeconds(value); return true;
    case SocketOption::WindowClamp: o.windowClamp = static_cast<std::uint32_t>(std::max<std::int64_t>(value, 0)); return true;
    case SocketOption::MaxPacingRate: o.maxPacingRate = std::max<std::int64_t>(value, 0) * 8; return true;
    case SocketOption::OutOfBandInline: o.outOfBandInline = on; return true;
    case SocketOption::TypeOfService: o.typeOfService = static_cast<std::uint8_t>(value & 0xfc); return value >= 0 && value <= 255;
    case SocketOption::TimeToLive: o.timeToLive = static_cast<std::uint8_t>(value); return value >= 1 && value <= 255;
    case SocketOption::PathMtuDiscovery: o.pathMtuDiscovery = static_cast<int>(value); return value >= 0 && value <= 5;
    case SocketOption::ThinLinearTimeouts: o.thinLinearTimeouts = on; return true;
    case SocketOption::OpeningTimeout: o.openingTimeout = fromSeconds(value); return value >= 1;
    case SocketOption::NoOptions: o.noOptions = on; return true;
    case SocketOption::Error:
    case SocketOption::NoChecksum:
    case SocketOption::AcceptNoChecksum: return false;
    }
    return false;
}

std::int64_t asSeconds(Duration duration) { return duration / Duration{1s}; }

}  // namespace

CallResult TcpEngine::setOption(CallContext call, SocketId id, SocketOption option, std::int64_t value)
{
    if (udp_.has(id))
        return udp_.setOption(id, option, value);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    SocketOptions options = *socket->options;
    if (option == SocketOption::FastOpenConnect && (settings().fastOpen & fast_open::kClient) == 0)
        return CallResult::failed(Errno::NotSupported);
    if (!apply(options, option, value, settings()))
        return CallResult::failed(Errno::Invalid);
    socket->options = std::make_shared<const SocketOptions>(std::move(options));
    if (!socket->connection)
        return {};
    socket->connection->setOptions(call, socket->options);
    if (option == SocketOption::QuickAck)
        socket->connection->setQuickAck(call, value != 0);
    if ((option == SocketOption::NoDelay && value != 0) || (option == SocketOption::Cork && value == 0))
        socket->connection->sendHeldBack();
    poked(*socket->connection);
    return {};
}

CallResult TcpEngine::getOption(CallContext, SocketId id, SocketOption option)
{
    if (udp_.has(id))
        return udp_.getOption(id, option);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    const SocketOptions& o = *socket->options;
    Connection* connection = socket->connection;
    const auto is = [](std::int64_t value) { return CallResult{value, Errno::None}; };
    switch (option) {
    case SocketOption::NoDelay: return is(o.noDelay);
    case SocketOption::Cork: return is(o.cork);
    case SocketOption::SendBuffer: return is(connection ? connection->sendBuffer() : o.sendBuffer);
    case SocketOption::ReceiveBuffer: return is(connection ? connection->receiveBuffer() : o.receiveBuffer);
    case SocketOption::LingerSeconds: return is(o.lingerSeconds);
    case SocketOption::ReuseAddress: return is(o.reuseAddress);
    case SocketOption::Error: return is(connection ? static_cast<std::int64_t>(connection->takeError()) : 0);
    case SocketOption::KeepAlive: return is(o.keepAlive);
    case SocketOption::KeepIdle: return is(asSeconds(o.keepIdle));
    case SocketOption::KeepInterval: return is(asSeconds(o.keepInterval));
    case SocketOption::KeepCount: return is(o.keepCount);
    case SocketOption::UserTimeout: return is(o.userTimeout / Duration{1ms});
    case SocketOption::MaxSegment: {
        if (const auto look = connection ? std::optional(connection->look(now_)) : std::nullopt; look && look->state != TcpState::SynSent)
            return is(look->sendMss);
        return is(o.maxSegment ? std::int64_t{*o.maxSegment} : 536);
    }
    case SocketOption::QuickAck: return is(o.quickAck);
    case SocketOption::DeferAccept: return is(asSeconds(o.deferAccept));
    case SocketOption::NotSentLowWater: return is(o.notSentLowWater);
    case SocketOption::FastOpen: return is(static_cast<std::int64_t>(o.fastOpenQueue));
    case SocketOption::FastOpenConnect: return is(o.fastOpenConnect);
    case SocketOption::FastOpenNoCookie: return is(o.fastOpenNoCookie);
    case SocketOption::SynCount: return is(o.synRetries.value_or(settings().synRetries));
    case SocketOption::Linger2: return is(asSeconds(o.finWait2));
    case SocketOption::WindowClamp: return is(o.windowClamp);
    case SocketOption::MaxPacingRate: return is(o.maxPacingRate / 8);
    case SocketOption::OutOfBandInline: return is(o.outOfBandInline);
    case SocketOption::TypeOfService: return is(o.typeOfService);
    case SocketOption::TimeToLive: return is(o.timeToLive);
    case SocketOption::PathMtuDiscovery: return is(o.pathMtuDiscovery);
    case SocketOption::ThinLinearTimeouts: return is(o.thinLinearTimeouts);
    case SocketOption::OpeningTimeout: return is(asSeconds(o.openingTimeout));
    case SocketOption::NoOptions: return is(o.noOptions);
    case SocketOption::NoChecksum:
    case SocketOption::AcceptNoChecksum: break;
    }
    return CallResult::failed(Errno::NoProtocolOption);
}

CallResult TcpEngine::setCongestionControl(CallContext call, SocketId id, std::string_view plugin)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(noStream(id));
    Controller controller = makeController(std::string(plugin));
    if (!controller.control)
        return CallResult::failed(Errno::NotFound);
    if (meetsRealPeers_ && controller.card->counterfactual)
        return CallResult::failed(Errno::NotPermitted);
    SocketOptions options = *socket->options;
    options.congestionControl = plugin;
    socket->options = std::make_shared<const SocketOptions>(std::move(options));
    if (socket->connection) {
        socket->connection->setCongestionControl(call, std::move(controller));
        poked(*socket->connection);
    }
    return {};
}

}  // namespace tcplab::engine_tcp
