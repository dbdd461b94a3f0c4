// Octets in order: appended behind, dropped in front, copied from anywhere between.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/octets.h"
#include "base/result.h"
#include "wire/checksum.h"

namespace tcplab::engine_tcp {

// A ring that grows by doubling. When it runs empty it gives its memory back, unless most of it was used since it was empty
// before: a connection in full swing runs empty again and again, and an idle one costs nothing.
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
        const std::size_t first = std::min(octets.size(), capacity_ - end);
        std::memcpy(ring_.get() + end, octets.data(), first);
        std::memcpy(ring_.get(), octets.data() + first, octets.size() - first);
        size_ += static_cast<std::uint32_t>(octets.size());
        most_ = std::max(most_, size_);
    }

    // offset + out.size() must not exceed size().
    void copy(std::size_t offset, std::span<std::uint8_t> out) const
    {
        TCPLAB_ASSURE(offset + out.size() <= size_);
        if (out.empty())
            return;
        const std::size_t from = (begin_ + offset) & mask();
        const std::size_t first = std::min(out.size(), capacity_ - from);
        std::memcpy(out.data(), ring_.get() + from, first);
        std::memcpy(out.data() + first, ring_.get(), out.size() - first);
    }

    // The same; their sum.
    wire::ChecksumSum copyAndSum(std::size_t offset, std::span<std::uint8_t> out) const
    {
        TCPLAB_ASSURE(offset + out.size() <= size_);
        const std::size_t from = (begin_ + offset) & mask();
        const std::size_t first = std::min(out.size(), capacity_ - from);
        wire::ChecksumSum sum;
        if (first == out.size()) {
            sum.addCopied({ring_.get() + from, first}, out.data());
        } else {
            copy(offset, out);
            sum.add(out);
        }
        return sum;
    }

    void drop(std::size_t octets)
    {
        TCPLAB_ASSURE(octets <= size_);
        size_ -= static_cast<std::uint32_t>(octets);
        begin_ = size_ == 0 ? 0 : static_cast<std::uint32_t>((begin_ + octets) & mask());
        if (size_ > 0)
            return;
        if (most_ <= capacity_ / 4) {
            ring_.reset();
            capacity_ = 0;
        }
        most_ = 0;
    }

    // Whether the ring holds what it says; for the invariant checker.
    bool consistent() const
    {
        const bool powerOfTwo = (capacity_ & (capacity_ - 1)) == 0;
        return powerOfTwo && size_ <= capacity_ && (capacity_ == 0 ? begin_ == 0 : begin_ < capacity_);
    }

private:
    static constexpr std::size_t kLeast = 512;

    std::size_t mask() const { return capacity_ - 1; }

    void grow(std::size_t wanted)
    {
        if (wanted <= capacity_)
            return;
        std::size_t capacity = std::max<std::size_t>(kLeast, capacity_);
        while (capacity < wanted)
            capacity *= 2;
        std::unique_ptr<std::uint8_t[]> larger(new std::uint8_t[capacity]);
        copy(0, {larger.get(), size_});
        ring_ = std::move(larger);
        capacity_ = static_cast<std::uint32_t>(capacity);
        begin_ = 0;
    }

    std::unique_ptr<std::uint8_t[]> ring_;
    std::uint32_t capacity_ = 0;  // a power of two
    std::uint32_t begin_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t most_ = 0;  // since it was empty
};

}  // namespace tcplab::engine_tcp
