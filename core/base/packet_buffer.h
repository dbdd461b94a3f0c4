// The octets of one datagram on its way from host to host, in memory that is used again.
#pragma once

#include <algorithm>
#include <utility>

#include "base/octet_source.h"
#include "base/octets.h"
#include "base/prefetch.h"
#include "base/result.h"

namespace tcplab {

// A vector of octets would be zeroed before it is filled, and the system's allocator is slow for such sizes: a datagram
// would cost more to allocate than to copy. Each thread keeps a few buffers of an Ethernet frame's size.
//
// What stands behind a datagram's headers may be left in the source that a program sends from: it is copied when somebody looks at it,
// and on most links nobody does. Whoever asks for the octets gets them; only beginning() and unfetched() do without.
class PacketBuffer {
public:
    PacketBuffer() = default;
    // With whatever contents.
    explicit PacketBuffer(std::size_t size) : block_(size > 0 ? take(size) : nullptr) {}
    PacketBuffer(OctetView octets) : PacketBuffer(octets.size()) { std::copy(octets.begin(), octets.end(), begin()); }
    PacketBuffer(const Octets& octets) : PacketBuffer(OctetView(octets)) {}

    PacketBuffer(const PacketBuffer& other) : PacketBuffer(other.size())
    {
        if (!block_)
            return;
        block_->copyState(*other.block_);
        std::copy_n(other.block_->octets(), block_->present, block_->octets());
    }
    PacketBuffer(PacketBuffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    PacketBuffer& operator=(const PacketBuffer& other) { return *this = PacketBuffer(other); }
    // What it held ends with the other one.
    PacketBuffer& operator=(PacketBuffer&& other) noexcept
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
        fetch();
        block_->source = nullptr;
        block_->promises = 0;
        return block_->octets();
    }
    const std::uint8_t* data() const
    {
        fetch();
        return unfetched().data();
    }
    std::uint8_t* begin() { return data(); }
    std::uint8_t* end() { return data() + size(); }
    const std::uint8_t* begin() const { return data(); }
    const std::uint8_t* end() const { return data() + size(); }
    std::uint8_t& operator[](std::size_t index) { return data()[index]; }
    std::uint8_t operator[](std::size_t index) const { return data()[index]; }

    // The octets from `at` on, behind all headers, are those of the part, which is as long. Those before `present` have been written.
    void leaveInSource(std::size_t at, const SourcePart& part, std::size_t present)
    {
        TCPLAB_ASSURE(at + part.size == size() && present >= at && present <= size());
        block_->source = &part.source;
        block_->position = part.position;
        block_->at = static_cast<std::uint32_t>(at);
        block_->present = static_cast<std::uint32_t>(present);
    }
    // Where those begin that were left in a source; size() when none were.
    std::size_t sourceBegin() const { return block_ && block_->source ? block_->at : size(); }
    // Where else these octets are; nothing when they were never in a source, or were perhaps changed since.
    std::optional<SourcePart> inSource(std::size_t at, std::size_t octets) const
    {
        if (!block_ || !block_->source || at < block_->at)
            return std::nullopt;
        return SourcePart{*block_->source, block_->position + (at - block_->at), octets};
    }
    // Brings what is still in its source.
    void fetch() const
    {
        if (block_ && block_->present < block_->size)
            fetchRest();
    }
    // The first ones, or all if it has no more.
    OctetView beginning(std::size_t octets) const
    {
        if (block_ && octets > block_->present)
            fetch();
        return unfetched().first(std::min(octets, size()));
    }
    // All of them; but behind the headers nobody may look before fetch().
    OctetView unfetched() const { return block_ ? OctetView(block_->octets(), block_->size) : OctetView(); }
    // As data(), for who writes into the first octets only: nothing that was left in a source.
    std::uint8_t* writableBeginning(std::size_t octets)
    {
        TCPLAB_ASSURE(octets <= sourceBegin());
        block_->promises = 0;
        return block_->octets();
    }

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
    static constexpr std::size_t kExpected = 80;  // octets: headers

    bool promises(std::uint8_t promise) const { return block_ && (block_->promises & promise); }

    struct alignas(16) Block {
        // To whom it belongs: each plugin has buffers of its own, and datagrams wander between plugins.
        void (*giveBack)(Block*);
        Block* next;                // of those that nobody uses
        const OctetSource* source;  // of all from `at` on; or none
        std::uint64_t position;     // in the source, of the octet at `at`
        std::uint32_t size;
        std::uint32_t present;  // octets that need not be fetched
        std::uint32_t at;
        std::uint8_t promises;
        std::uint8_t* octets() { return reinterpret_cast<std::uint8_t*>(this + 1); }

        void copyState(const Block& other)
        {
            source = other.source;
            position = other.position;
            present = other.present;
            at = other.at;
            promises = other.promises;
        }
    };

    void fetchRest() const;

    class Reserve;
    static Block* take(std::size_t size);

    Block* block_ = nullptr;
};

}  // namespace tcplab
