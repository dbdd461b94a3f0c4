// What apps see: the engine's socket face, with every call written into the Trace, and a log for what they tell themselves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/number_table.h"
#include "plugin/app.h"
#include "plugin/engine.h"
#include "sim/stream_print.h"

namespace tcplab {

// A call that has to wait is tried again by the app after a Notice. The first try records CallBegun, the try
// that succeeds or fails for good records CallReturned: one blocking call, as a C program would make it.
class RecordingSockets : public SocketFace, public ProgramLog {
public:
    RecordingSockets(Engine& engine, Recorder& recorder, HostId host) : engine_(engine), recorder_(recorder), host_(host) {}

    // The calls that follow are those of this program of the host.
    void setProgram(std::size_t program) { program_ = program; }
    // Programs are numbered in the order in which they are added; `source` is App::source().
    void addProgram(std::string_view name, std::string_view source);
    // Which program opened or accepted the socket; nothing when none did or it was closed since.
    std::optional<std::size_t> programOf(SocketId socket) const;

    // The system closes what the programs left open. No call of theirs: none is recorded.
    void closeAll(CallContext cause);

    CallResult socket(CallContext call, SocketType type) override;
    CallResult bind(CallContext call, SocketId socket, Endpoint local) override;
    CallResult listen(CallContext call, SocketId socket, int backlog) override;
    CallResult accept(CallContext call, SocketId listener) override;
    CallResult connect(CallContext call, SocketId socket, Endpoint remote) override;
    CallResult send(CallContext call, SocketId socket, OctetView octets, SendFlags flags = {}) override;
    CallResult sendFrom(CallContext call, SocketId socket, const SourcePart& part) override;
    CallResult sendTo(CallContext call, SocketId socket, Endpoint to, OctetView octets, SendFlags flags = {}) override;
    CallResult receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, ReceiveFlags flags = {}) override;
    CallResult receiveTo(CallContext call, SocketId socket, std::size_t most, OctetSink& sink) override;
    CallResult receiveFrom(CallContext call, SocketId socket, std::span<std::uint8_t> room, Endpoint& from,
                           ReceiveFlags flags = {}) override;
    CallResult shutdown(CallContext call, SocketId socket, ShutdownHow how) override;
    CallResult close(CallContext call, SocketId socket) override;
    CallResult abort(CallContext call, SocketId socket) override;
    CallResult setOption(CallContext call, SocketId socket, SocketOption option, std::int64_t value) override;
    CallResult getOption(CallContext call, SocketId socket, SocketOption option) override;
    CallResult setCongestionControl(CallContext call, SocketId socket, std::string_view plugin) override;
    Readiness readiness(SocketId socket) const override { return engine_.readiness(socket); }
    Endpoint localEndpoint(SocketId socket) const override { return engine_.localEndpoint(socket); }
    Endpoint remoteEndpoint(SocketId socket) const override { return engine_.remoteEndpoint(socket); }

    void delivered(CallContext call, OctetView octets) override;
    void note(CallContext call, Rule rule, std::string_view text = {}) override;
    EventId begun(CallContext call, std::string_view text) override;
    void returned(CallContext call, EventId begun, CallResult result, Rule why) override;

private:
    // What is known of a socket between calls.
    struct Conversation {
        EventId waitingAccept, waitingConnect, waitingSend, waitingReceive;  // the CallBegun of a call that waits
        std::optional<std::size_t> program;
        ConnectionId connection{};
        StreamPrint accepted, delivered;  // of this connection

        // Another connection has streams of its own.
        void isAbout(ConnectionId now);
    };

    enum class Name : std::uint8_t {
        Socket,
        Bind,
        Listen,
        Accept,
        Connect,
        Send,
        SendTo,
        Receive,
        ReceiveFrom,
        Shutdown,
        Close,
        Abort,
        SetOption,
        GetOption,
    };
    static constexpr std::size_t kNames = static_cast<std::size_t>(Name::GetOption) + 1;
    struct Program {
        ProgramId id;                      // of its text
        std::vector<std::uint16_t> lines;  // the first with each call, once a call has come that tells no line of its own
    };

    std::uint16_t lineOfCall(Program& program, Name name) const;
    EventId begin(CallContext call, SocketId socket, Name name, TextId text);
    EventId record(CallContext call, SocketId socket, TextId text, std::uint16_t line);
    // `makeText()` gives the text of a call that was not waiting.
    template <class MakeText>
    EventId resumeOrBegin(CallContext call, EventId waiting, SocketId socket, Name name, MakeText&& makeText);
    void finish(CallContext call, EventId begun, ConnectionId connection, CallResult result);
    // Keeps a waiting call for its next try; finishes every other.
    CallResult settle(CallContext call, EventId begun, EventId& waiting, ConnectionId connection, CallResult result);
    CallResult sent(CallContext call, EventId begun, SocketId socket, Conversation& talk, OctetView octets, CallResult result);
    // `addTo(print, octets)` adds the first octets of those that were to be sent.
    template <class AddTo>
    CallResult sent(CallContext call, EventId begun, SocketId socket, Conversation& talk, CallResult result, AddTo&& addTo);
    EventId beginReceive(CallContext call, SocketId socket, const Conversation& talk, std::size_t most, ReceiveFlags flags);
    CallResult received(CallContext call, EventId begun, SocketId socket, Conversation& talk, OctetView octets, ReceiveFlags flags,
                        CallResult result);
    // Of the stream, into talk.delivered.
    void recordDelivery(CallContext call, EventId begun, const Conversation& talk);
    // Whether the program may not have another descriptor, and why.
    Errno noDescriptor() const;
    void opened(SocketId socket);
    void forget(SocketId socket);
    template <class Try>
    CallResult once(CallContext call, SocketId socket, Name name, std::string_view text, Try&& tryIt);
    // A number that no open socket has gets one that is forgotten at once.
    Conversation& conversation(SocketId socket)
    {
        Conversation* known = conversations_.find(socket.number());
        return known ? *known : unknown_ = {};
    }

    // "recv(65536)": programs ask for the same number again and again.
    struct NumberedText {
        std::optional<std::size_t> number;  // none yet
        TextId text{};
    };
    TextId numberedText(NumberedText& last, std::string_view call, std::size_t number);

    Engine& engine_;
    Recorder& recorder_;
    HostId host_;
    std::size_t program_ = 0;
    std::vector<Program> programs_;
    NumberTable<Conversation> conversations_;  // by socket; until it is closed
    std::map<std::size_t, std::size_t> open_;  // sockets, by program
    std::size_t openOfAll_ = 0;
    Conversation unknown_;
    std::map<std::size_t, StreamPrint> told_;  // what programs told to have been delivered, by program
    NumberedText lastSend_, lastReceive_;
};

}  // namespace tcplab
