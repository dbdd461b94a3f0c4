#include "base/packet_buffer.h"

#include <new>

#include "base/prefetch.h"

namespace tcplab {

// The buffers of one thread that nobody uses at present.
class PacketBuffer::Reserve {
public:
    static constexpr std::size_t kOctets = 1536;  // an Ethernet frame
    static constexpr std::size_t kMost = 4096;    // more are given back to the system: 6 MiB

    ~Reserve()
    {
        while (first_)
            drop(std::exchange(first_, first_->next));
        count_ = kMost;  // what comes back still later is not kept
    }

    static Reserve& ofThisThread()
    {
        thread_local Reserve only;
        return only;
    }

    Block* take()
    {
        if (!first_)
            return make(kOctets, &Reserve::keep);
        --count_;
        Block* const taken = std::exchange(first_, first_->next);
        if (first_)  // will be asked for soon
            prefetch(first_, 2 * 64);
        return taken;
    }

    static Block* make(std::size_t octets, void (*giveBack)(Block*))
    {
        return new (::operator new(sizeof(Block) + octets)) Block{giveBack, nullptr, nullptr, 0, 0, 0, 0, 0};
    }
    static void drop(Block* block) { ::operator delete(block); }

private:
    static void keep(Block* block)
    {
        Reserve& reserve = ofThisThread();
        if (reserve.count_ >= kMost)
            return drop(block);
        ++reserve.count_;
        block->next = std::exchange(reserve.first_, block);
    }

    Block* first_ = nullptr;
    std::size_t count_ = 0;
};

PacketBuffer::Block* PacketBuffer::take(std::size_t size)
{
    Block* block = size <= Reserve::kOctets ? Reserve::ofThisThread().take() : Reserve::make(size, &Reserve::drop);
    block->source = nullptr;
    block->size = block->present = static_cast<std::uint32_t>(size);
    block->promises = 0;
    return block;
}

void PacketBuffer::fetchRest() const
{
    Block& block = *block_;
    block.source->copy(block.position + (block.present - block.at), {block.octets() + block.present, block.size - block.present});
    block.present = block.size;
}

}  // namespace tcplab
