// The octets of one datagram on its way from host to host, in memory that is used again.
#pragma once

#include <algorithm>
#include <utility>

#include "base/octets.h"

namespace tcplab {

// A vector of octets would be zeroed before it is filled, and the system's allocator is slow for such sizes: a datagram
// would cost more to allocate than to copy. Each thread keeps a few buffers of an Ethernet frame's size.
class PacketBuffer {
public:
    PacketBuffer() = default;
    // With whatever contents.
    explicit PacketBuffer(std::size_t size) : block_(size > 0 ? take(size) : nullptr), size_(size) {}
    PacketBuffer(OctetView octets) : PacketBuffer(octets.size()) { std::copy(octets.begin(), octets.end(), begin()); }
    PacketBuffer(const Octets& octets) : PacketBuffer(OctetView(octets)) {}

    PacketBuffer(const PacketBuffer& other) : PacketBuffer(OctetView(other)) {}
    PacketBuffer(PacketBuffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    PacketBuffer& operator=(PacketBuffer other) noexcept
    {
        std::swap(block_, other.block_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~PacketBuffer()
    {
        if (block_)
            block_->giveBack(block_);
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::uint8_t* data() { return block_ ? block_->octets() : nullptr; }
    const std::uint8_t* data() const { return block_ ? block_->octets() : nullptr; }
    std::uint8_t* begin() { return data(); }
    std::uint8_t* end() { return data() + size_; }
    const std::uint8_t* begin() const { return data(); }
    const std::uint8_t* end() const { return data() + size_; }
    std::uint8_t& operator[](std::size_t index) { return data()[index]; }
    std::uint8_t operator[](std::size_t index) const { return data()[index]; }

    friend bool operator==(const PacketBuffer& a, const PacketBuffer& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

private:
    struct Block {
        // To whom it belongs: each plugin has buffers of its own, and datagrams wander between plugins.
        void (*giveBack)(Block*);
        Block* next;  // of those that nobody uses
        std::uint8_t* octets() { return reinterpret_cast<std::uint8_t*>(this + 1); }
    };

    class Reserve;
    static Block* take(std::size_t size);

    Block* block_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace tcplab
