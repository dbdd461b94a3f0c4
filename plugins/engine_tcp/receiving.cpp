// The receiving side: text in and out of order, windows, and when to acknowledge.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
namespace {

constexpr std::uint32_t kLargestWindow = 65535;
// Out-of-order data may cost more than its octets; see Reassembly::keep().
constexpr std::size_t kLeastReassembly = 256 * 1024;

}  // namespace

void Connection::reportDuplicate(SeqNumber from, SeqNumber to)
{
    if (sackOn_ && shared_.settings->dsack && from < to)
        duplicate_ = wire::SackBlock{from, to};
}

void Connection::deliverInOrder(Arrival& a)
{
    const bool gap = !reassembly_.empty();
    const auto octets = static_cast<std::uint32_t>(a.text.size());
    if (receiveShut_ && !shared_.settings->linuxHabits()) {
        // POSIX leaves it open what becomes of data after SHUT_RD: it is acknowledged and thrown away.
    } else {
        a.arrivedText().moveBehind(receiveQueue_, 0, a.text.size());
    }
    rcvNxt_ += octets;
    if (gap) {
        if (const auto twice = reassembly_.known(a.seq, rcvNxt_); twice && !duplicate_)
            reportDuplicate(twice->left, twice->right);
        rcvNxt_ += reassembly_.take(rcvNxt_, receiveQueue_);
    }
    rcvEdge_ = later(rcvEdge_, rcvNxt_);
    statistics_.octetsReceived += octets;
    noteRule(Rule::TcpDataArrives, a.event);
    ackPolicy_.dataArrived(a.now, octets, receiveSpace(), rto());
    if (gap || !reassembly_.empty())
        ackNow(Rule::TcpAckFillsGap, a.event);
    else if (duplicate_)
        ackNow(Rule::TcpAckUnacceptable, a.event);
    else
        scheduleAck(a);
    notify(Notice::Kind::Readable, a.event);
}

void Connection::keepOutOfOrder(Arrival& a)
{
    const auto twice = reassembly_.keep(a.seq, a.arrivedText(), std::max<std::size_t>(3 * receiveBuffer_, kLeastReassembly));
    ++statistics_.outOfOrder;
    if (twice)
        reportDuplicate(twice->left, twice->right);
    ackPolicy_.quicken(toldWindow());
    ackNow(Rule::TcpAckOutOfOrder, a.event);
}

// §3.10.7.2 third and §3.10.7.3 fourth: text and FIN beside a SYN wait until the connection is established. Linux drops both,
// FreeBSD the FIN.
void Connection::keepUntilEstablished(const wire::TcpSegment& syn)
{
    if (shared_.settings->linuxHabits())
        return;
    const OctetView text = syn.payload.first(std::min<std::size_t>(syn.payload.size(), std::min(receiveSpace(), kLargestWindow)));
    if (!text.empty())
        reassembly_.keep(rcvNxt_, {text}, kLeastReassembly);
    if (syn.fields.flags.fin() && text.size() == syn.payload.size() && !shared_.settings->freeBsdHabits())
        finAt_ = rcvNxt_ + static_cast<std::uint32_t>(text.size());
}

void Connection::takeKept(Arrival& a)
{
    if (reassembly_.empty())
        return;
    const std::uint32_t octets = reassembly_.take(rcvNxt_, receiveQueue_);
    rcvNxt_ += octets;
    rcvEdge_ = later(rcvEdge_, rcvNxt_);
    statistics_.octetsReceived += octets;
    noteRule(Rule::TcpDataArrives, a.event);
    ackPolicy_.dataArrived(a.now, octets, receiveSpace(), rto());
    scheduleAck(a);
    notify(Notice::Kind::Readable, a.event);
    trimToWindow(a);
}

// RFC 9293 §3.8.6.3: at least every second full-sized segment at once, any other within half a second.
void Connection::scheduleAck(Arrival& a)
{
    const Settings& s = *shared_.settings;
    const std::uint32_t full =
        s.linuxHabits() ? std::max(ackPolicy_.segmentSize(), 536u) + 1 : 2 * std::min<std::uint32_t>(sendMss_, advertisedMss());
    // FreeBSD counts segments, whatever their size.
    const bool second = ackPolicy_.unacknowledged() >= full || (s.freeBsdHabits() && timers_.runs(TimerKind::DelayedAck));
    if (second)
        ackNow(Rule::TcpAckSecond, a.event);
    else if (s.delayedAck == Duration::zero())
        ackNow(Rule::TcpDataArrives, a.event);
    else if ((s.linuxHabits() && ackPolicy_.isQuick()) || options_->quickAck)
        ackNow(Rule::TcpAckQuick, a.event);
    else
        letAckWait(a.now, a.event);
}

void Connection::letAckWait(Instant now, EventId arrived)
{
    if (!timers_.runs(TimerKind::DelayedAck))
        setTimer(TimerKind::DelayedAck, now, now + shared_.settings->delayedAck, {Rule::TcpAckWait, arrived});
}

void Connection::peerFinArrived(Instant now, EventId arrived)
{
    peerClosed_ = true;
    reassembly_.clear();  // what lies behind the FIN is no part of the stream
    if (shared_.settings->linuxHabits())
        duplicate_.reset();
    rcvNxt_ += 1;
    rcvEdge_ = later(rcvEdge_, rcvNxt_);
    noteRule(Rule::TcpFinArrives, arrived);
    if (!ackOfFinWaits())
        acknowledgeFin(now, arrived);
    const Cause cause{Rule::TcpFinArrives, arrived};
    switch (state_) {
    case TcpState::SynReceived:
    case TcpState::Established: changeState(now, TcpState::CloseWait, cause); break;
    case TcpState::FinWait1: changeState(now, TcpState::Closing, cause); break;  // our FIN's ACK came by checkAck
    case TcpState::FinWait2: enterTimeWait(now, cause); break;
    default: break;
    }
    notify(Notice::Kind::Readable, arrived);
}

// Linux expects its program to answer with a FIN of its own, and lets the ACK wait for that as for data (after some, which has taught it
// how long).
void Connection::acknowledgeFin(Instant now, EventId arrived)
{
    const bool waits = shared_.settings->linuxHabits() && state_ == TcpState::Established && ackPolicy_.segmentSize() > 0 &&
                       ackPolicy_.unacknowledged() < ackPolicy_.segmentSize() && (!ack_ || ack_.rule() == Rule::TcpAckQuick);
    if (!waits) {
        ack_ = {Rule::TcpAckFin, arrived};
        return;
    }
    ack_.reset();
    ackPolicy_.setQuick(false);
    letAckWait(now, arrived);
}

// The lesson in which the ACK of the peer's FIN goes with our own FIN or not at all.
bool Connection::ackOfFinWaits() const
{
    return shared_.settings->lesson.finAck == Counterfactuals::FinAck::AlwaysMerged && peerClosed_ && !finSent_;
}

// --- windows

// How far text is taken: to the edge that the peer was told. FreeBSD takes what its buffer has room for, once there is one.
std::uint32_t Connection::acceptanceWindow() const
{
    const std::uint32_t told = toldWindow();
    const bool hasBuffer = !passive_ || state_ != TcpState::SynReceived;
    return shared_.settings->freeBsdHabits() && hasBuffer ? std::max(told, receiveSpace()) : told;
}

std::uint32_t Connection::receiveSpace() const
{
    const std::uint32_t limit = options_->windowClamp > 0 ? std::min(receiveBuffer_, options_->windowClamp) : receiveBuffer_;
    return limit - static_cast<std::uint32_t>(std::min<std::size_t>(limit, receiveQueue_.size()));
}

// §3.8.6.2.2: the right edge moves only by a worthwhile step, and never back (§3.8.6, SHLD-14).
std::uint32_t Connection::windowToAdvertise(std::uint32_t told, std::uint32_t space) const
{
    // FreeBSD tells every octet as long as there is room for a segment.
    const bool every =
        shared_.settings->lesson.noSillyWindowAvoidance || (shared_.settings->profile == Profile::FreeBsd && space >= advertisedMss());
    const std::uint32_t worthwhile = every ? 0 : std::min(receiveBuffer_ / 2, advertisedMss());
    return space < told + worthwhile ? told : std::max(told, space);
}

// As it stands in the header. A window that the scale cannot express is rounded up to keep the edge where it was promised.
std::uint16_t Connection::scaledWindow(bool syn)
{
    const std::uint32_t told = toldWindow(), space = receiveSpace();
    const std::uint32_t window = windowToAdvertise(told, std::min(space, kLargestWindow << rcvShift_));
    if (syn) {
        // Linux offers whole segments.
        const std::uint32_t segment = shared_.settings->linuxHabits() ? largestText() : 1;
        const std::uint32_t whole = space > segment ? space - space % segment : space;
        const std::uint32_t plain = std::min({window, whole, kLargestWindow});
        rcvEdge_ = rcvNxt_ + plain;
        return static_cast<std::uint16_t>(plain);
    }
    const std::uint32_t unit = 1u << rcvShift_;
    const bool fits = space >= window + unit;
    std::uint32_t units = window >> rcvShift_;
    if ((window & (unit - 1)) != 0 && (fits || shared_.settings->freeBsdHabits() || units << rcvShift_ < told))
        ++units;
    units = std::min(units, kLargestWindow);
    rcvEdge_ = rcvNxt_ + (units << rcvShift_);
    return static_cast<std::uint16_t>(units);
}

// RFC 9293 §3.8.6.2.2: a window update is worth a segment of its own once the window has at least doubled.
void Connection::windowUpdateAfterReading(CallContext call)
{
    if (peerClosed_ || !everEstablished_ || state_ == TcpState::Closed)
        return;
    const std::uint32_t told = toldWindow();
    const std::uint32_t space = std::min(receiveSpace(), kLargestWindow << rcvShift_);
    const std::uint32_t worthwhile = shared_.settings->lesson.noSillyWindowAvoidance ? 1 : std::min(receiveBuffer_ / 2, advertisedMss());
    if (shared_.settings->freeBsdHabits() ? worthTelling(told, space) : space >= 2 * told && space >= told + worthwhile)
        ackNow(Rule::TcpWindowUpdate, call.cause);
    // What waited for the program to answer need not wait once everything is read.
    else if (shared_.settings->linuxHabits() && receiveQueue_.empty() && !ackPolicy_.isInteractive() &&
             timers_.runs(TimerKind::DelayedAck) && ackPolicy_.unacknowledged() > ackPolicy_.segmentSize())
        ackNow(Rule::TcpAckQuick, call.cause);
}

// FreeBSD's measure of an update: two segments that are also a quarter of the buffer, or half of the buffer.
bool Connection::worthTelling(std::uint32_t told, std::uint32_t space) const
{
    const std::uint32_t more = space - std::min(space, told);
    if (timers_.runs(TimerKind::DelayedAck) || more >> rcvShift_ == 0)
        return false;
    const bool segments =
        more >= 2 * sendMss_ && (more >= receiveBuffer_ / 4 || space <= receiveBuffer_ / 8 || receiveBuffer_ <= 8 * sendMss_);
    return segments || 2 * more >= receiveBuffer_;
}

// Dynamic right-sizing (Fisk and Feng 2001): room for what the program reads in two round trips, while the sender doubles.
void Connection::adaptReceiveBuffer(Instant now)
{
    if (!shared_.settings->moderateReceiveBuffer || options_->receiveBufferFixed || !rto_.sampled() || now - roundBegan_ < rto_.srtt())
        return;
    const std::uint32_t wanted = std::min(4 * readThisRound_, shared_.settings->receiveMemory.greatest);
    receiveBuffer_ = std::max(receiveBuffer_, wanted);
    readThisRound_ = 0;
    roundBegan_ = now;
}

}  // namespace tcplab::engine_tcp
