#include "engine_tcp/syn_cookie.h"

#include <array>

namespace tcplab::engine_tcp {
namespace {

// The MSS values worth telling apart, in two bits: the least, tunnels, Ethernet with PPPoE or options and without; over IPv6 the least,
// tunnels, Ethernet and its large frames.
constexpr std::array<std::uint16_t, 4> kMss4{536, 1300, 1440, 1460}, kMss6{1220, 1420, 1440, 8940};
constexpr const std::array<std::uint16_t, 4>& mssValues(const Endpoint& local) { return local.address.isV4() ? kMss4 : kMss6; }
constexpr Duration kStep = 60s;
constexpr std::uint32_t kStepsValid = 2;
// Layout: 5 bits of time, 2 bits of MSS, 25 bits of hash.
constexpr int kTimeShift = 27, kMssShift = 25;
constexpr std::uint32_t kHashMask = (1u << kMssShift) - 1;

// Layout of our timestamp's lowest bits: 4 of window scale (15: not offered), 1 of SACK.
constexpr std::uint32_t kScaleMask = 15, kSackBit = 16, kOptionMask = 31;

std::uint32_t stepOf(Instant now) { return static_cast<std::uint32_t>(now.time_since_epoch() / kStep); }

std::uint32_t mssIndexOf(const Endpoint& local, const wire::TcpFields& syn)
{
    const std::array<std::uint16_t, 4>& values = mssValues(local);
    const std::uint16_t mss = syn.options.maximumSegmentSize.value_or(values[0]);
    std::uint32_t index = 0;
    while (index + 1 < values.size() && values[index + 1] <= mss)
        ++index;
    return index;
}

}  // namespace

std::uint32_t SynCookies::hash(std::uint32_t step, const Endpoint& local, const Endpoint& remote, SeqNumber peer,
                               std::uint32_t mssIndex) const
{
    KeyedHash hash(key_);
    hash.add(local, remote);
    hash.add(std::uint64_t{step} << 32 | peer.value());
    hash.add(mssIndex);
    return static_cast<std::uint32_t>(hash.finish()) & kHashMask;
}

SeqNumber SynCookies::make(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpFields& syn) const
{
    const std::uint32_t step = stepOf(now), mss = mssIndexOf(local, syn);
    return SeqNumber((step & 31) << kTimeShift | mss << kMssShift | hash(step, local, remote, syn.seq, mss));
}

std::optional<wire::TcpFields> SynCookies::open(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpFields& ack,
                                                std::uint32_t timestampOffset) const
{
    const SeqNumber peer = ack.seq - 1;
    const std::uint32_t cookie = (ack.ack - 1).value();
    const std::uint32_t age = (stepOf(now) - (cookie >> kTimeShift)) & 31;
    const std::uint32_t mss = cookie >> kMssShift & 3;
    if (age > kStepsValid || age > stepOf(now) || (cookie & kHashMask) != hash(stepOf(now) - age, local, remote, peer, mss))
        return std::nullopt;
    wire::TcpFields syn;
    syn.seq = peer;
    syn.window = ack.window;
    syn.options.maximumSegmentSize = mssValues(local)[mss];
    if (ack.options.timestamps) {
        const std::uint32_t told = ack.options.timestamps->echoReply - timestampOffset;
        syn.options.timestamps = ack.options.timestamps;
        syn.options.sackPermitted = told & kSackBit;
        if ((told & kScaleMask) != kScaleMask)
            syn.options.windowScale = static_cast<std::uint8_t>(told & kScaleMask);
    }
    return syn;
}

std::uint32_t SynCookies::timestampWithOptions(std::uint32_t value, const wire::TcpOptions& syn)
{
    const std::uint32_t options = (syn.windowScale ? *syn.windowScale : kScaleMask) | (syn.sackPermitted ? kSackBit : 0);
    std::uint32_t told = (value & ~kOptionMask) | options;
    if (told > value)
        told -= kOptionMask + 1;
    return told;
}

}  // namespace tcplab::engine_tcp
