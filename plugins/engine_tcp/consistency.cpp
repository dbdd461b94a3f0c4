// What must hold between any two pokes, once everything that was to be sent is sent: for fuzzers and simulations. Each function
// looks at one matter and gives the sentence that does not hold, or nothing.
#include <algorithm>

#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {
namespace {

// The first rule that is broken; rules are written in the order in which one would look for the reason.
class Rules {
public:
    Rules& holds(bool condition, std::string_view rule)
    {
        if (!condition && broken_.empty())
            broken_ = rule;
        return *this;
    }
    std::string_view broken() const { return broken_; }

private:
    std::string_view broken_;
};

template <class Marks>
bool ascends(const Marks& marks)
{
    for (std::size_t i = 1; i < marks.size(); ++i)
        if (marks[i] < marks[i - 1])
            return false;
    return true;
}

bool isOneOf(TcpState state, std::initializer_list<TcpState> states)
{
    return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

std::string_view Connection::inconsistency() const
{
    for (const auto& look : {&Connection::sequenceSpaceBroken, &Connection::receivingBroken, &Connection::scoreboardBroken,
                             &Connection::buffersBroken, &Connection::timersBroken, &Connection::progressBroken})
        if (const std::string_view broken = (this->*look)(); !broken.empty())
            return broken;
    return {};
}

// RFC 9293 §3.3.1, figure 3, and §3.4: SND.UNA =< SND.NXT =< what there is to send. The FIN takes one number behind it.
std::string_view Connection::sequenceSpaceBroken() const
{
    const bool live = state_ != TcpState::Closed;
    const bool afterFin = isOneOf(state_, {TcpState::FinWait2, TcpState::Closing, TcpState::TimeWait, TcpState::LastAck});
    const bool opening = state_ == TcpState::SynSent || state_ == TcpState::SynReceived;
    const SeqNumber queueFrom = finSent_ && sndUna_ == sndNxt_ ? sndUna_ - 1 : later(sndUna_, iss_ + 1);
    const bool young = statistics_.octetsAcknowledged < 1u << 30;  // after 2 GiB, ISS says nothing about what came later
    return Rules()
        .holds(sndUna_ <= sndNxt_, "SND.UNA is not above SND.NXT")
        .holds(!young || iss_ <= sndUna_, "SND.UNA is not below ISS")
        .holds(!live || finSent_ || sndNxt_ <= queueEnd(), "SND.NXT is not behind the end of the queued data")
        .holds(!live || !finSent_ || sndNxt_ == queueEnd() + 1, "once the FIN is sent, SND.NXT is the number behind it")
        .holds(!live || queueStart_ == queueFrom, "the queue begins with the first octet that is not acknowledged")
        .holds(!finSent_ || finQueued_, "no FIN is sent before the program closed")
        .holds(!live || !afterFin || state_ == TcpState::Closing || finSent_, "in this state the FIN has been sent")
        .holds(!live || !isOneOf(state_, {TcpState::Established, TcpState::CloseWait}) || !finSent_, "in this state the FIN is not sent")
        .holds(!opening || sndUna_ == iss_ || shared_.settings->lesson.twoWayHandshake, "while opening, the SYN is not acknowledged")
        .holds(!live || sndNxt_.since(sndUna_) == sentSoFar().board.outstanding().octets, "the scoreboard holds exactly SND.UNA to SND.NXT")
        .broken();
}

std::string_view Connection::receivingBroken() const
{
    const bool synchronized = state_ != TcpState::Closed && state_ != TcpState::SynSent;
    const bool peerFinished = isOneOf(state_, {TcpState::CloseWait, TcpState::LastAck, TcpState::Closing, TcpState::TimeWait});
    return Rules()
        .holds(!synchronized || rcvNxt_ <= rcvEdge_, "RCV.NXT is not above the right edge of the window")
        .holds(!synchronized || toldWindow() <= 65535u << rcvShift_, "the window fits into the header")
        .holds(!synchronized || lastAckSent_ <= rcvNxt_, "nothing is acknowledged that has not arrived")
        .holds(!synchronized || peerClosed_ == peerFinished, "the state tells whether the peer's FIN arrived")
        .holds(!peerClosed_ || reassembly_.empty(), "nothing is kept behind the peer's FIN")
        .holds(reassembly_.empty() || reassembly_.first() > rcvNxt_ || state_ == TcpState::SynReceived,
               "out-of-order data lie above RCV.NXT, or came with the SYN")
        .holds(reassembly_.empty() || reassembly_.end() <= rcvNxt_ + acceptanceWindow(), "out-of-order data lie in the window")
        .holds(reassembly_.consistent(), "out-of-order data are in order, with gaps between, and counted")
        .broken();
}

std::string_view Connection::scoreboardBroken() const
{
    const Scoreboard& board = sentSoFar().board;
    Rules rules;
    rules.holds(board.consistent(), "the scoreboard is in order and its sums are those of its marks");
    rules.holds(board.empty() || board.front().seq == sndUna_, "the scoreboard begins with SND.UNA");
    for (std::size_t i = 0; i < board.size(); ++i) {
        const SentSegment& segment = board[i];
        rules.holds(segment.syn == (segment.seq == iss_), "the SYN, and only it, has the number ISS")
            .holds(!segment.fin || (i + 1 == board.size() && finSent_), "the FIN is the last")
            .holds(!segment.again || segment.retransmitted(), "what is in flight again was sent twice");
    }
    return rules.broken();
}

std::string_view Connection::buffersBroken() const
{
    const bool live = state_ != TcpState::Closed;
    return Rules()
        .holds(sendQueue_.consistent() && receiveQueue_.consistent(), "a queue is not larger than its memory")
        .holds(live || sendQueue_.empty(), "a closed connection has nothing to send")
        .holds(live || (nothingOut() && reassembly_.empty()), "a closed connection keeps no segments")
        .holds(ascends(pushes_) && ascends(records_), "marks in the data ascend")
        .holds(pushes_.empty() || (pushes_.front() > sndNxt_ && pushes_.back() <= queueEnd()), "PUSH marks lie in the unsent data")
        .holds(records_.empty() || (records_.front() > sndUna_ && records_.back() <= queueEnd()), "records end in the queued data")
        .broken();
}

// Which timer may run in which state.
std::string_view Connection::timersBroken() const
{
    const auto runs = [&](TimerKind timer) { return timers_.runs(timer); };
    const bool orphanWaits = state_ == TcpState::FinWait2 && socketClosed_;
    const bool openingIsTimed = !everEstablished_ && state_ != TcpState::Closed && options_->openingTimeout > Duration::zero();
    const bool alive = everEstablished_ && state_ != TcpState::Closed && state_ != TcpState::TimeWait;
    return Rules()
        .holds(timers_.consistent(), "the earliest deadline is that of a timer that runs, and none runs twice")
        .holds(state_ != TcpState::Closed || timers_.next() == kNever, "in CLOSED no timer runs")
        .holds(runs(TimerKind::TimeWait) == (state_ == TcpState::TimeWait), "the 2 MSL timer runs in TIME-WAIT and nowhere else")
        .holds(state_ != TcpState::TimeWait || nothingOut(), "in TIME-WAIT nothing is outstanding")
        .holds(runs(TimerKind::FinWait2) == orphanWaits, "a connection without socket is timed in FIN-WAIT-2, and only there")
        .holds(!nothingOut() || !(runs(TimerKind::Retransmission) || runs(TimerKind::TailLossProbe) || runs(TimerKind::Reordering)),
               "a timer of losses runs only while something is outstanding")
        .holds(nothingOut() || lossTimerRuns(), "while something is outstanding, a timer of losses runs")
        .holds(!runs(TimerKind::Persist) || !(runs(TimerKind::Retransmission) || runs(TimerKind::TailLossProbe)),
               "the persist timer runs instead of the retransmission timer")
        .holds(!runs(TimerKind::Retransmission) || !runs(TimerKind::TailLossProbe),
               "the probe's timer stands in for the retransmission timer")
        .holds(!runs(TimerKind::KeepAlive) || openingIsTimed || (alive && options_->keepAlive && !socketClosed_),
               "keep-alive runs only where it was asked for")
        .holds(!runs(TimerKind::DelayedAck) || lastAckSent_ != rcvNxt_ || rcvNxt_ == irs_ + 1, "an ACK is delayed only while one is owed")
        .broken();
}

// Nobody waits for ever: what is due is done, and what waits has a timer, or a peer who owes an ACK.
std::string_view Connection::progressBroken() const
{
    const bool waits = canSendData() && (unsent() > 0 || finUnsent());
    const bool timed = timers_.runs(TimerKind::Persist) || timers_.runs(TimerKind::Pacing);
    return Rules()
        .holds(state_ == TcpState::Closed || (!sentSoFar().forced && !probe_ && !sentSoFar().tailProbe.due && !ack_),
               "what is due now has been sent")
        .holds(!waits || !nothingOut() || timed, "data that wait for nobody's ACK have a timer")
        .broken();
}

std::string TcpEngine::inconsistency() const
{
    for (const Connection* connection : everyConnection()) {
        const std::string_view broken = connection->inconsistency();
        if (!broken.empty())
            return "connection " + std::to_string(connection->id().number()) + " in " + std::string(name(connection->state())) + ": " +
                   std::string(broken);
    }
    for (const auto& look : {&TcpEngine::tablesBroken, &TcpEngine::listenersBroken})
        if (const std::string_view broken = (this->*look)(); !broken.empty())
            return std::string(broken);
    return {};
}

std::string_view TcpEngine::tablesBroken() const
{
    Rules rules;
    std::unordered_map<std::uint16_t, std::uint32_t> used, bound;
    std::size_t timed = 0, timeWaits = 0;
    for (const auto& connection : connections_) {
        ++used[connection->local().port];
        rules.holds(connections_.find(ByFourTuple::tupleOf(connection)) != connections_.end(), "a connection stands under its four-tuple");
    }
    for (const Connection* connection : everyConnection()) {
        timed += connection->nextWake() != kNever ? 1 : 0;
        timeWaits += connection->state() == TcpState::TimeWait ? 1 : 0;
        const Socket* socket = connection->socket().valid() ? find(connection->socket()) : nullptr;
        rules.holds(!connection->socket().valid() || (socket && socket->connection == connection), "socket and connection know each other")
            .holds(!connection->book.active, "nothing is left to be asked for segments")
            .holds(!connection->forgotten(), "what nobody can reach is deleted");
    }
    for (const auto& connection : displaced_)
        rules.holds(connection->state() == TcpState::Closed, "a connection without four-tuple is closed");
    sockets_.forEach([&](std::uint32_t number, const Socket& socket) {
        if (socket.holdsPort)
            ++bound[socket.local.port];
        rules.holds(!socket.connection || socket.connection->socket() == SocketId(number), "connection and socket know each other");
    });
    return rules.holds(used == connectionPorts_, "ports of connections are counted")
        .holds(bound == boundPorts_, "bound ports are counted")
        .holds(wakes_.consistent() && wakes_.size() == timed, "the heap of wakes holds each connection whose timer runs, in order")
        .holds(timeWaits == shared_.timeWaits, "connections in TIME-WAIT are counted")
        .holds(udp_.consistent(), "what waits at a UDP socket is counted, and its port is bound")
        .holds(active_.empty() && outbox_.empty(), "everything that was to be sent is sent")
        .broken();
}

std::string_view TcpEngine::listenersBroken() const
{
    Rules rules;
    for (const auto& [port, listener] : listeners_) {
        std::size_t halfOpen = 0, acceptable = 0, pending = 0;
        for (const Connection* connection : everyConnection()) {
            pending += connection->book.fastOpenPort == port ? 1 : 0;
            if (connection->book.listenerPort != port)
                continue;
            ++(connection->book.acceptable ? acceptable : halfOpen);
        }
        const Socket* socket = find(listener.socket);
        rules.holds(socket && socket->listening && socket->local.port == port, "a listener has its socket")
            .holds(halfOpen == listener.halfOpen, "the SYN queue is counted")
            .holds(pending == listener.fastOpenPending, "pending Fast Open requests are counted")
            .holds(acceptable == listener.acceptable.size(), "the accept queue holds those that may be accepted");
    }
    return rules.broken();
}

}  // namespace tcplab::engine_tcp
