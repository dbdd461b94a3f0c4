// A transmitter of constant rate that takes what it transmits next from a queue. The queue decides what it lets in, what it
// gives out, and what it drops or marks meanwhile: that is all that queue managements differ in.
#pragma once

#include <memory>
#include <optional>

#include "base/rate.h"
#include "base/ring.h"
#include "plugin/link_stage.h"

namespace tcplab {

class QueueDiscipline {
public:
    virtual ~QueueDiscipline() = default;
    // Keeps the datagram, or reports it as dropped. Also called when the transmitter is idle: the next call is then dequeue().
    virtual void enqueue(Instant now, TransitPacket&& packet) = 0;
    // The next one to transmit; nothing when none is left, perhaps because the rest has just been dropped.
    virtual std::optional<TransitPacket> dequeue(Instant now) = 0;
    virtual QueueFill fill() const = 0;
    virtual QueueFill capacity() const = 0;
};

class Transmitter : public LinkStage {
public:
    Transmitter(BitRate rate, std::unique_ptr<QueueDiscipline> queue) : rate_(rate), queue_(std::move(queue)) {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        queue_->enqueue(now, std::move(packet));
        if (!transmitting_)
            transmitNext(now, now);
    }

    Instant nextRelease() const override { return transmitting_ ? transmitted_ : kNever; }

    TransitPacket release(Instant now) override
    {
        TransitPacket packet = std::move(*transmitting_);
        transmitNext(now, transmitted_);  // a driver that comes late does not slow the link down
        return packet;
    }

    bool hasQueue() const override { return true; }
    QueueFill fill() const override { return queue_->fill(); }
    QueueFill capacity() const override { return queue_->capacity(); }

private:
    void transmitNext(Instant now, Instant begin)
    {
        transmitting_ = queue_->dequeue(now);
        if (transmitting_)
            transmitted_ = begin + transmissionTime(rate_, static_cast<std::int64_t>(transmitting_->datagram.size()));
    }

    BitRate rate_;
    std::unique_ptr<QueueDiscipline> queue_;
    std::optional<TransitPacket> transmitting_;
    Instant transmitted_ = kStart;  // its last bit is on the wire
};

// First in, first out, with what a queue management wants to know of it.
class WaitingLine {
public:
    struct Waiting {
        Instant since;
        TransitPacket packet;
    };

    void push(Instant now, TransitPacket&& packet)
    {
        octets_ += packet.datagram.size();
        line_.push({now, std::move(packet)});
    }
    // For callers that know that there is one.
    Waiting pop()
    {
        Waiting first = line_.pop();
        octets_ -= first.packet.datagram.size();
        return first;
    }
    const Waiting& front() const { return line_.front(); }
    bool empty() const { return line_.empty(); }
    std::size_t packets() const { return line_.size(); }
    std::size_t octets() const { return octets_; }
    QueueFill fill() const { return {static_cast<std::uint32_t>(packets()), static_cast<std::uint32_t>(octets_)}; }

private:
    Ring<Waiting> line_;
    std::size_t octets_ = 0;
};

}  // namespace tcplab
