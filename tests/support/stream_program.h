// A program with one connection, as programs are: it writes and reads in pieces of any size, dawdles, changes its options, and ends
// politely or not. What it sends is known octet by octet, so that the other side can tell what is missing.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "plugin/sockets.h"

namespace tcplab::test {

// The octets of a stream: the same for whoever sends them and whoever checks them.
class StreamText {
public:
    explicit StreamText(std::uint64_t seed) : from_(static_cast<std::size_t>(seed * 7919 % 65521)) {}
    std::uint8_t operator[](std::size_t at) const;

private:
    std::size_t from_;
};

class StreamProgram {
public:
    enum class Role { Connects, ConnectsFast, Listens };
    enum class Ending {
        Polite,    // writes all, shuts down, reads to the end, closes
        Early,     // closes once it has written all, whatever there is to read
        Abort,     // resets the connection somewhere in the middle
        Deafness,  // shuts down reading at some time, and otherwise ends politely
    };
    struct Habits {
        Role role = Role::Connects;
        Ending ending = Ending::Polite;
        std::size_t toSend = 0;    // octets
        std::size_t toExpect = 0;  // what a polite peer sends
        std::size_t pieceMost = 1;
        Duration pauseMost{};  // between two pieces, where it dawdles
        double dawdles = 0;    // probability after a piece
        double fiddles = 0;    // probability of changing an option
        Duration patience{};   // without any progress: then it aborts
        Endpoint local, remote;
    };

    StreamProgram(SocketFace& face, const Habits& habits, StreamText toSend, StreamText toExpect, RandomStream random)
        : face_(face), habits_(habits), outgoing_(toSend), incoming_(toExpect), random_(random)
    {}

    // When act() is to be called next; kNever when only a notice can bring it on, or it has finished.
    Instant wake() const { return wake_; }
    // Something about one of its sockets: it acts at once or a little later.
    void notice(Instant now, const Notice& notice);
    void act(CallContext call);

    bool finished() const { return stage_ == Stage::Finished; }
    // The connection, once there is one.
    SocketId socket() const { return stage_ == Stage::Talks ? socket_ : SocketId{}; }
    std::size_t sent() const { return sent_; }
    std::size_t received() const { return received_; }
    bool sawEnd() const { return sawEnd_; }
    // What went wrong: an octet that was never sent, an error in a polite conversation; empty if nothing did.
    const std::string& failure() const { return failure_; }
    // Of a call, why the connection ended before its time.
    Errno error() const { return error_; }

private:
    enum class Stage { Begins, Waits, Talks, Finished };

    void begin(CallContext call);
    void connect(CallContext call);
    void accept(CallContext call);
    void talk(CallContext call);
    bool write(CallContext call);
    bool read(CallContext call);
    void check(OctetView octets);
    void fiddle(CallContext call);
    void endIfDone(CallContext call);
    void closeAll(CallContext call);
    void failed(CallContext call, Errno error);
    void dawdle(Instant now);
    std::size_t piece() { return 1 + random_.below(habits_.pieceMost); }

    SocketFace& face_;
    Habits habits_;
    StreamText outgoing_, incoming_;
    RandomStream random_;
    Stage stage_ = Stage::Begins;
    Instant wake_ = kStart;
    std::optional<Instant> progress_;
    SocketId listener_, socket_;
    std::size_t sent_ = 0, received_ = 0;
    bool listens_ = false, shut_ = false, sawEnd_ = false, deaf_ = false, corked_ = false;
    Errno error_ = Errno::None;
    std::string failure_;
};

}  // namespace tcplab::test
