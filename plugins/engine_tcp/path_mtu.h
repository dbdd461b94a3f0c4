// How large a datagram the path carries: told by ICMP (RFC 1191, RFC 8201), or found by probing (RFC 4821, RFC 8899).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace tcplab::engine_tcp {

// All sizes are octets of the whole datagram.
class PathMtu {
public:
    // `known` is what the routing table tells of the path.
    void begin(std::uint32_t linkMtu, std::optional<std::uint32_t> known)
    {
        link_ = high_ = linkMtu;
        current_ = std::min(known.value_or(linkMtu), linkMtu);
    }

    std::uint32_t current() const { return current_; }

    // RFC 1191 §6.3: never below 68, and never more than was sent. Whether it shrank.
    bool tooBig(std::uint32_t mtu, std::uint32_t least)
    {
        mtu = std::max(mtu, least);
        if (mtu >= current_)
            return false;
        current_ = high_ = mtu;
        probe_ = 0;
        return true;
    }

    // RFC 4821 §7.2: searching begins at a size that is thought safe.
    void search(std::uint32_t base)
    {
        searching_ = true;
        current_ = std::min(current_, base);
        low_ = current_;
        high_ = link_;
    }
    // Linux leaves what a listener's connection has at first, until a probe has arrived, and looks as far as the peer can take.
    void searchFromHere(std::uint32_t base, std::uint32_t greatest)
    {
        const std::uint32_t present = current_;
        search(base);
        current_ = present;
        high_ = greatest;
    }
    bool searching() const { return searching_; }
    // RFC 4821 §7.3: halfway between what is known to pass and what is not; 0 when the search is over.
    std::uint32_t nextProbe() const
    {
        const std::uint32_t size = (high_ + low_) / 2;
        return !searching_ || probe_ != 0 || high_ < low_ + kWorthwhile || size <= current_ || size > link_ ? 0 : size;
    }
    void probeSent(std::uint32_t size) { probe_ = size; }
    bool probing() const { return probe_ != 0; }
    void probeArrived() { current_ = low_ = probe_, probe_ = 0; }
    void probeLost() { high_ = probe_ - 1, probe_ = 0; }
    // A black hole: even the present size does not get through.
    void shrink(std::uint32_t least)
    {
        low_ = std::max(current_ / 2, least);
        current_ = low_;
        searching_ = true;
    }

private:
    static constexpr std::uint32_t kWorthwhile = 8;

    std::uint32_t link_ = 1500, current_ = 1500, low_ = 0, high_ = 1500;
    std::uint32_t probe_ = 0;  // under way; 0: none
    bool searching_ = false;
};

}  // namespace tcplab::engine_tcp
