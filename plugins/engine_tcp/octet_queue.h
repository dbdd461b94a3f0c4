// Octets in order: appended behind, dropped in front, copied from anywhere between.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/octet_sink.h"
#include "base/packet_buffer.h"
#include "base/result.h"
#include "base/ring.h"
#include "wire/checksum.h"

namespace tcplab::engine_tcp {

constexpr std::size_t kWorthKeeping = 1024;  // octets of text, rather than to copy them

// A run of octets of a queue, and what they lie in. Its front can be dropped.

// Text that a program has not yet read: in its datagram, or copied into a buffer.
class ReceivedOctets {
public:
    ReceivedOctets() = default;
    // `octets` lie in the datagram; they need not have been fetched.
    ReceivedOctets(OctetView octets, PacketBuffer datagram)
        : begin_(static_cast<std::size_t>(octets.data() - datagram.unfetched().data())), datagram_(std::move(datagram))
    {}
    // With room for so many octets, which `room` then points to.
    ReceivedOctets(std::size_t size, std::uint8_t*& room) : datagram_(size) { room = datagram_.data(); }

    void dropFront(std::size_t octets) { begin_ += octets; }
    void copy(std::size_t from, std::span<std::uint8_t> out) const
    {
        std::memcpy(out.data(), std::as_const(datagram_).data() + begin_ + from, out.size());
    }
    OctetView first(std::size_t octets) const { return OctetView(datagram_).subspan(begin_, octets); }
    void show(std::size_t octets, OctetSink& sink) const
    {
        if (const auto part = datagram_.inSource(begin_, octets))
            sink.take(*part);
        else
            sink.take(first(octets));
    }

private:
    std::size_t begin_ = 0;  // in the datagram
    PacketBuffer datagram_;
};

// What a program sent: copied, or still in its source.
class SentOctets {
public:
    SentOctets() = default;
    explicit SentOctets(const SourcePart& part) : source_(&part.source), position_(part.position) {}
    SentOctets(std::size_t size, std::uint8_t*& room) : copied_(new std::uint8_t[size]) { room = copied_.get(); }

    bool goesOnWith(const SourcePart& part, std::size_t size) const { return source_ == &part.source && position_ + size == part.position; }
    void dropFront(std::size_t octets) { position_ += octets; }
    void copy(std::size_t from, std::span<std::uint8_t> out) const
    {
        if (source_)
            source_->copy(position_ + from, out);
        else
            std::memcpy(out.data(), copied_.get() + position_ + from, out.size());
    }
    // Puts octets behind the first `at` of a datagram, as many as it has room for, or leaves them in their source. Their sum.
    wire::ChecksumSum fill(std::size_t from, PacketBuffer& datagram, std::size_t at) const
    {
        const std::span out = std::span(datagram).subspan(at);
        wire::ChecksumSum sum;
        if (!source_) {
            sum.addCopied({copied_.get() + position_ + from, out.size()}, out.data());
            return sum;
        }
        const SourcePart part{*source_, position_ + from, out.size()};
        // Where the source's blocks begin it knows their sum, if that begins with an octet of even place.
        const bool leaves = out.size() >= kWorthLeaving && part.position % 2 == 0;
        const std::size_t written = leaves ? (BlockSums::kBlock - part.position % BlockSums::kBlock) % BlockSums::kBlock : out.size();
        if (written > 0) {
            // From where the block begins: what that writes before `at`, a header's octets, is not yet written.
            const std::size_t before = std::min<std::size_t>(part.position % BlockSums::kBlock, at);
            source_->copy(part.position - before, {out.data() - before, before + written});
            sum.add(out.first(written));
        }
        sum.add(part.from(written));
        datagram.leaveInSource(at, part, at + written);
        return sum;
    }

private:
    static constexpr std::size_t kWorthLeaving = 512;  // octets

    std::unique_ptr<std::uint8_t[]> copied_;
    const OctetSource* source_ = nullptr;
    std::uint64_t position_ = 0;  // in the source, or in what was copied
};

// A queue that was never used costs a pointer.
template <class Run>
class OctetQueue {
public:
    std::size_t size() const { return state_ ? state_->size : 0; }
    bool empty() const { return size() == 0; }

    // Copies the octets, one behind the other.
    void append(OctetView octets)
    {
        if (octets.empty())
            return;
        State& state = made();
        if (const std::size_t fit = std::min<std::size_t>(octets.size(), state.roomOctets); fit > 0) {
            std::memcpy(state.room, octets.data(), fit);
            state.room += fit;
            state.roomOctets -= static_cast<std::uint32_t>(fit);
            lengthenLast(state, fit);
            octets = octets.subspan(fit);
        }
        if (octets.empty())
            return;
        const std::size_t capacity = std::max(octets.size(), std::clamp<std::size_t>(state.size, kLeastCopied, kMostCopied));
        std::uint8_t* room = nullptr;
        Run run(capacity, room);
        std::memcpy(room, octets.data(), octets.size());
        push(state, std::move(run), octets.size());
        state.room = room + octets.size();
        state.roomOctets = static_cast<std::uint32_t>(capacity - octets.size());
    }

    // Takes all that another one holds: long runs as they are; short ones, which would take more room than they fill, copied.
    void append(OctetQueue&& other)
    {
        if (other.empty())
            return;
        if (empty()) {
            state_.swap(other.state_);
            return;
        }
        for (tcplab::Ring<Piece>& pieces = other.state_->pieces; !pieces.empty();) {
            Piece piece = pieces.pop();
            if (piece.size >= kWorthKeeping)
                push(*state_, std::move(piece.run), piece.size);
            else
                append(piece.run.first(piece.size));
        }
        other.state_.reset();
    }

    // Takes the datagram that they lie in. There is at least one.
    void append(OctetView octets, PacketBuffer datagram) { push(made(), Run(octets, std::move(datagram)), octets.size()); }

    // Leaves them in their source. There is at least one.
    void append(const SourcePart& part)
    {
        State& state = made();
        if (state.size > 0 && last(state).run.goesOnWith(part, last(state).size))
            lengthenLast(state, part.size);
        else
            push(state, Run(part), part.size);
    }

    // offset + out.size() must not exceed size().
    void copy(std::size_t offset, std::span<std::uint8_t> out) const
    {
        TCPLAB_ASSURE(offset + out.size() <= size());
        if (out.empty())
            return;
        for (std::size_t i = pieceAt(offset); !out.empty(); ++i) {
            const Piece& piece = state_->pieces[i];
            const std::size_t from = offset - beginOf(piece);
            const std::size_t octets = std::min(out.size(), piece.size - from);
            piece.run.copy(from, out.first(octets));
            out = out.subspan(octets);
            offset += octets;
        }
    }

    // Shows the first octets and drops them. `octets` must not exceed size().
    void take(std::size_t octets, OctetSink& sink)
    {
        TCPLAB_ASSURE(octets <= size());
        while (octets > 0) {
            const Piece& front = state_->pieces.front();
            const std::size_t here = std::min<std::size_t>(octets, front.size);
            front.run.show(here, sink);
            octets -= here;
            drop(here);
        }
    }

    // Copies the first octets out and drops them. out.size() must not exceed size().
    void take(std::span<std::uint8_t> out)
    {
        TCPLAB_ASSURE(out.size() <= size());
        while (!out.empty()) {
            const Piece& front = state_->pieces.front();
            const std::size_t octets = std::min<std::size_t>(out.size(), front.size);
            front.run.copy(0, out.first(octets));
            out = out.subspan(octets);
            drop(octets);
        }
    }

    // Puts the octets from `offset` on behind the first `at` of a datagram, as many as it has room for, or leaves them in their source.
    // Their sum.
    wire::ChecksumSum fill(std::size_t offset, PacketBuffer& datagram, std::size_t at) const
    {
        const std::size_t octets = datagram.size() - at;
        TCPLAB_ASSURE(offset + octets <= size());
        wire::ChecksumSum sum;
        if (octets == 0)
            return sum;
        const Piece& piece = state_->pieces[pieceAt(offset)];
        const std::size_t from = offset - beginOf(piece);
        if (octets <= piece.size - from)
            return piece.run.fill(from, datagram, at);
        const std::span out = std::span(datagram).subspan(at);
        copy(offset, out);
        sum.add(out);
        return sum;
    }

    void drop(std::size_t octets)
    {
        TCPLAB_ASSURE(octets <= size());
        if (octets == 0)
            return;
        State& state = *state_;
        state.size -= static_cast<std::uint32_t>(octets);
        for (; octets > 0 && octets >= state.pieces.front().size; state.pieces.pop())
            octets -= state.pieces.front().size;
        if (octets > 0) {
            Piece& front = state.pieces.front();
            front.run.dropFront(octets);
            front.begin += static_cast<std::uint32_t>(octets);
            front.size -= static_cast<std::uint32_t>(octets);
        }
        if (state.pieces.empty())
            state.roomOctets = 0;
    }

    // Whether the pieces follow each other and are counted; for the invariant checker.
    bool consistent() const
    {
        std::size_t size = 0;
        for (std::size_t i = 0; state_ && i < state_->pieces.size(); ++i) {
            const Piece& piece = state_->pieces[i];
            if (piece.size == 0 || beginOf(piece) != size)
                return false;
            size += piece.size;
        }
        return size == this->size();
    }

private:
    static constexpr std::size_t kLeastCopied = 512, kMostCopied = 65536;  // octets that a run of copies has room for

    struct Piece {
        std::uint32_t begin = 0;  // in the stream, modulo 2^32
        std::uint32_t size = 0;
        Run run{};
    };
    struct State {
        tcplab::Ring<Piece> pieces;
        std::uint32_t size = 0;
        std::uint32_t roomOctets = 0;  // that can still be copied behind the last piece
        std::uint8_t* room = nullptr;
    };

    State& made()
    {
        if (!state_)
            state_ = std::make_unique<State>();
        return *state_;
    }

    static Piece& last(State& state) { return state.pieces[state.pieces.size() - 1]; }

    static void lengthenLast(State& state, std::size_t octets)
    {
        last(state).size += static_cast<std::uint32_t>(octets);
        state.size += static_cast<std::uint32_t>(octets);
    }

    static void push(State& state, Run run, std::size_t octets)
    {
        const std::uint32_t begin = state.pieces.empty() ? 0 : last(state).begin + last(state).size;
        state.pieces.push({begin, static_cast<std::uint32_t>(octets), std::move(run)});
        state.size += static_cast<std::uint32_t>(octets);
        state.roomOctets = 0;
    }

    // In the queue.
    std::size_t beginOf(const Piece& piece) const { return piece.begin - state_->pieces.front().begin; }

    // Of the octet at `offset`, which there is.
    std::size_t pieceAt(std::size_t offset) const
    {
        std::size_t first = 0, end = state_->pieces.size();
        while (end - first > 1) {
            const std::size_t middle = first + (end - first) / 2;
            (beginOf(state_->pieces[middle]) <= offset ? first : end) = middle;
        }
        return first;
    }

    std::unique_ptr<State> state_;
};

using SendQueue = OctetQueue<SentOctets>;
using ReceiveQueue = OctetQueue<ReceivedOctets>;

// Text of a segment that arrived.
struct ArrivedText {
    OctetView octets;                  // need not have been fetched
    PacketBuffer* datagram = nullptr;  // in which they lie, if it may be kept

    // Puts the octets [from, to) behind a queue, the last ones last. A datagram that is mostly text is kept with them; one that is mostly
    // something else would fill the memory.
    void moveBehind(ReceiveQueue& queue, std::size_t from, std::size_t to) const
    {
        const OctetView some = octets.subspan(from, to - from);
        if (datagram && to == octets.size() && some.size() >= kWorthKeeping && 2 * some.size() >= datagram->size())
            return queue.append(some, std::move(*datagram));
        if (datagram)
            datagram->fetch();
        queue.append(some);
    }
};

}  // namespace tcplab::engine_tcp
