// The program of a script: its descriptors, and its system calls made on the engine's sockets.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "packetdrill/script.h"
#include "packetdrill/config.h"
#include "plugin/readiness.h"
#include "script_run/stage.h"

namespace tcplab::script_run {

// What a system call gave.
struct Answer {
    std::int64_t value = 0;
    std::string error;     // "EAGAIN"; empty for none
    Sentence wrong;        // what it gave besides its value is not what the script says
    Sentence unsupported;  // a feature that has no meaning here; nothing else counts then

    bool ok() const { return error.empty() && unsupported.empty(); }
};

// A call under way. It is tried until it gives an answer; while it gives none it blocks.
struct RunningCall {
    std::function<std::optional<Answer>()> attempt;
    std::optional<Instant> deadline;  // when it gives an answer even if nothing happens: poll's time-out
};

class Program {
public:
    // `verify`: what is read has to be the pattern of the stream.
    Program(Stage& stage, const packetdrill::Config& config, bool verify) : stage_(stage), config_(config), verify_(verify) {}

    RunningCall begin(const packetdrill::Call& call);

    struct Descriptor {
        SocketId socket;
        bool nonBlocking = false;
        bool listening = false;
        bool isEpoll = false;
    };
    // By the script's number; nullptr when it is not open.
    const Descriptor* find(std::int64_t number) const;
    bool isOpen(SocketId socket) const;
    const std::map<std::int64_t, Descriptor>& descriptors() const { return descriptors_; }

    // The engine has given notice of these sockets: edges for epoll.
    void notice(const std::set<std::uint32_t>& sockets);

    // How the script writes the number behind "..." and symbols; nothing when it is no number.
    static std::optional<std::int64_t> numberOf(const packetdrill::Expression& expression);

private:
    using Call = packetdrill::Call;
    using Expression = packetdrill::Expression;
    using Maker = RunningCall (Program::*)(const Call&);

    // One try of a call that never blocks.
    template <class Try>
    static RunningCall once(Try&& tryIt);
    static RunningCall unsupported(Sentence feature);
    static RunningCall unsupported(const std::string& name) { return unsupported(Sentence::asItIs(name)); }
    static RunningCall refused(std::string_view error);
    Answer answerOf(const CallResult& result);
    // Blocks where the program's descriptor does.
    std::optional<Answer> answerOrWait(const CallResult& result, bool nonBlocking);

    RunningCall socket(const Call& call);
    RunningCall bind(const Call& call);
    RunningCall listen(const Call& call);
    RunningCall accept(const Call& call);
    RunningCall connect(const Call& call);
    RunningCall close(const Call& call);
    RunningCall shutdown(const Call& call);
    RunningCall write(const Call& call);
    RunningCall sendTo(const Call& call);
    RunningCall sendMessage(const Call& call);
    RunningCall read(const Call& call);
    RunningCall receiveMessage(const Call& call);
    RunningCall setOption(const Call& call);
    RunningCall getOption(const Call& call);
    RunningCall fcntl(const Call& call);
    RunningCall ioctl(const Call& call);
    RunningCall poll(const Call& call);
    RunningCall epollCreate(const Call& call);
    RunningCall epollControl(const Call& call);
    RunningCall epollWait(const Call& call);

    struct Sending {
        Descriptor descriptor;
        std::size_t length = 0;
        SendFlags flags;
        std::optional<Endpoint> to;
        std::size_t sent = 0;
        bool opened = false;
        bool waits = false;
        bool opens = false;  // the connection was being opened when it took octets last
    };
    RunningCall send(Sending sending, std::int64_t messageFlags);
    std::optional<Answer> trySend(Sending& sending);
    bool isOpening(SocketId socket) const;
    bool mayGoOn(SocketId socket) const;
    Answer afterOpening(const Sending& sending);
    RunningCall receive(const Descriptor& descriptor, std::size_t length, std::int64_t messageFlags);
    Answer judgeOption(const CallResult& result, const Expression& expected, SocketOption option);
    // Of a number that is not open: nothing.
    Readiness readinessOf(std::int64_t number) const;

    Stage& stage_;
    const packetdrill::Config& config_;
    bool verify_;
    std::map<std::int64_t, Descriptor> descriptors_;
    std::map<std::uint32_t, std::uint64_t> written_;  // by socket: how far into the stream
    std::map<std::uint32_t, std::uint64_t> read_;
    std::map<std::int64_t, Epoll> epolls_;  // by epoll descriptor
};

}  // namespace tcplab::script_run
