// The octets of one datagram on its way from host to host, in memory that is used again.
#pragma once

#include <algorithm>
#include <utility>

#include "base/octets.h"
#include "base/prefetch.h"

namespace tcplab {

// A vector of octets would be zeroed before it is filled, and the system's allocator is slow for such sizes: a datagram
// would cost more to allocate than to copy. Each thread keeps a few buffers of an Ethernet frame's size.
class PacketBuffer {
public:
    PacketBuffer() = default;
    // With whatever contents.
    explicit PacketBuffer(std::size_t size) : block_(size > 0 ? take(size) : nullptr) {}
    PacketBuffer(OctetView octets) : PacketBuffer(octets.size()) { std::copy(octets.begin(), octets.end(), begin()); }
    PacketBuffer(const Octets& octets) : PacketBuffer(OctetView(octets)) {}

    PacketBuffer(const PacketBuffer& other) : PacketBuffer(OctetView(other))
    {
        if (block_)
            block_->promises = other.block_->promises;
    }
    PacketBuffer(PacketBuffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    PacketBuffer& operator=(PacketBuffer other) noexcept
    {
        std::swap(block_, other.block_);
        return *this;
    }
    ~PacketBuffer()
    {
        if (block_)
            block_->giveBack(block_);
    }

    std::size_t size() const { return block_ ? block_->size : 0; }
    bool empty() const { return !block_; }
    // Whoever may write breaks the seal and every other promise.
    std::uint8_t* data()
    {
        if (!block_)
            return nullptr;
        block_->promises = 0;
        return block_->octets();
    }
    const std::uint8_t* data() const { return block_ ? block_->octets() : nullptr; }
    std::uint8_t* begin() { return data(); }
    std::uint8_t* end() { return data() + size(); }
    const std::uint8_t* begin() const { return data(); }
    const std::uint8_t* end() const { return data() + size(); }
    std::uint8_t& operator[](std::size_t index) { return data()[index]; }
    std::uint8_t operator[](std::size_t index) const { return data()[index]; }

    // A sealed buffer holds what it held when it was sealed. A view of one that is not const counts as writing, too.
    void seal()
    {
        if (block_)
            block_->promises |= kSealed;
    }
    bool sealed() const { return promises(kSealed); }

    // Who made the datagram computed its checksums, and they are right for as long as nobody writes: on a simulated link they
    // need not be looked at again, as behind a network card that has done it.
    void vouchForChecksums()
    {
        if (block_)
            block_->promises |= kChecksums;
    }
    bool checksumsHold() const { return promises(kChecksums); }

    // It will be read soon.
    void expect() const
    {
        if (block_)
            prefetch(block_, sizeof(Block) + kExpected);
    }

    friend bool operator==(const PacketBuffer& a, const PacketBuffer& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

private:
    static constexpr std::uint8_t kSealed = 1, kChecksums = 2;
    static constexpr std::size_t kExpected = 224;  // octets: headers, and where the processor sees that more will be read

    bool promises(std::uint8_t promise) const { return block_ && (block_->promises & promise); }

    struct alignas(16) Block {
        // To whom it belongs: each plugin has buffers of its own, and datagrams wander between plugins.
        void (*giveBack)(Block*);
        Block* next;  // of those that nobody uses
        std::uint32_t size;
        std::uint8_t promises;
        std::uint8_t* octets() { return reinterpret_cast<std::uint8_t*>(this + 1); }
    };

    class Reserve;
    static Block* take(std::size_t size);

    Block* block_ = nullptr;
};

}  // namespace tcplab
