// Octets in order: appended behind, dropped in front, copied from anywhere between.
#pragma once

#include <algorithm>

#include "base/octets.h"
#include "base/result.h"

namespace tcplab::engine_tcp {

// A ring that grows by doubling and gives its memory back when it is empty: idle connections cost nothing.
class ByteQueue {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    void append(OctetView octets)
    {
        if (octets.empty())
            return;
        grow(size_ + octets.size());
        const std::size_t end = (begin_ + size_) & mask();
        const std::size_t first = std::min(octets.size(), ring_.size() - end);
        std::copy_n(octets.begin(), first, ring_.begin() + static_cast<std::ptrdiff_t>(end));
        std::copy(octets.begin() + static_cast<std::ptrdiff_t>(first), octets.end(), ring_.begin());
        size_ += octets.size();
    }

    // offset + out.size() must not exceed size().
    void copy(std::size_t offset, std::span<std::uint8_t> out) const
    {
        TCPLAB_ASSURE(offset + out.size() <= size_);
        if (out.empty())
            return;
        const std::size_t from = (begin_ + offset) & mask();
        const std::size_t first = std::min(out.size(), ring_.size() - from);
        std::copy_n(ring_.begin() + static_cast<std::ptrdiff_t>(from), first, out.begin());
        std::copy_n(ring_.begin(), out.size() - first, out.begin() + static_cast<std::ptrdiff_t>(first));
    }

    void drop(std::size_t octets)
    {
        TCPLAB_ASSURE(octets <= size_);
        size_ -= octets;
        begin_ = size_ == 0 ? 0 : (begin_ + octets) & mask();
        if (size_ == 0 && ring_.size() > kKept)
            Octets().swap(ring_);
    }

private:
    static constexpr std::size_t kLeast = 512;
    static constexpr std::size_t kKept = 1u << 17;  // below this an empty ring is worth keeping for the next octets

    std::size_t mask() const { return ring_.size() - 1; }

    void grow(std::size_t wanted)
    {
        if (wanted <= ring_.size())
            return;
        std::size_t capacity = std::max(kLeast, ring_.size());
        while (capacity < wanted)
            capacity *= 2;
        Octets larger(capacity);
        copy(0, {larger.data(), size_});
        ring_.swap(larger);
        begin_ = 0;
    }

    Octets ring_;  // its size is a power of two
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
};

}  // namespace tcplab::engine_tcp
