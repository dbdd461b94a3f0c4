// A thread of a C program with blocking sockets: a call that would block is tried again when its socket
// changes, and the next one begins when it has returned.
//
// A wrong name (of a host, of a socket) is no special case: the call is made with it, and the stack refuses it
// with its errno, visibly in the Trace.
#include <algorithm>
#include <map>

#include "app_script/calls.h"
#include "app_script/plugin.h"
#include "app_script/program_text.h"
#include "app_script/watching.h"
#include "base/pattern.h"
#include "card.h"

namespace tcplab::app_script {
namespace {

constexpr std::int64_t kBufferOctets = 65536;  // of the program, for one send() or recv()
constexpr std::int64_t kOctetsUnlessGiven = 1000;

// What is the same for all scripts with the same parameters.
struct Program {
    explicit Program(const AppSetup& setup) : calls(callsOf(setup.parameters.entries("calls"), setup.names)), text(calls) {}

    std::vector<Call> calls;
    ProgramText text;
};

class Script : public App {
public:
    explicit Script(const AppSetup& setup)
        : program_(setup.parameters.once<Program>([&] { return Program(setup); })), calls_(program_->calls), text_(program_->text),
          face_(setup.sockets), log_(setup.log)
    {
        prepareNext(kStart);
    }

    void start(Instant now) override { goOn({now, {}}); }
    void timeHasCome(Instant now) override
    {
        if (!waiting_ || now >= deadline_)
            goOn({now, {}});
    }

    void notice(Instant now, const Notice& notice) override
    {
        epoll_.notice(notice.socket.number());
        if (waiting_ && (isWatching(calls_[next_].kind) || notice.socket == awaited_))
            goOn({now, notice.cause});
    }

    Instant nextWake() const override
    {
        if (finished())
            return kNever;
        return waiting_ ? deadline_ : due_;
    }

    bool finished() const override { return next_ == calls_.size(); }
    std::string source() const override { return text_.source(); }

private:
    struct Socket {
        SocketId id;
        std::uint64_t sent = 0;  // the position in the stream that the pattern goes by
        Endpoint heardFrom{};    // by receiveFrom
        bool nonBlocking = false;
    };

    // In order of their names. Programs have a few, and look for one with every call.
    class NamedSockets {
    public:
        using Entry = std::pair<std::string, Socket>;

        const Socket* find(const std::string& name) const
        {
            const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.first == name; });
            return at != entries_.end() ? &at->second : nullptr;
        }
        Socket& operator[](const std::string& name)
        {
            const auto at = place(name);
            return (at != entries_.end() && at->first == name ? at : entries_.insert(at, {name, {}}))->second;
        }
        void erase(const std::string& name)
        {
            if (const auto at = place(name); at != entries_.end() && at->first == name)
                entries_.erase(at);
        }
        auto begin() const { return entries_.begin(); }
        auto end() const { return entries_.end(); }

    private:
        std::vector<Entry>::iterator place(const std::string& name)
        {
            return std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.first >= name; });
        }

        std::vector<Entry> entries_;
    };

    void goOn(CallContext context)
    {
        while (!finished() && context.now >= due_) {
            const Call& call = calls_[next_];
            context.line = text_.lines(next_).call;
            context.nonBlocking = socketOf(call).nonBlocking && !isWatching(call.kind);
            const Errno error = attempt(context, call);
            if (isWaiting(error) && !waiting_)
                awaited_ = socketOf(call).id;
            waiting_ = isWaiting(error) && !context.nonBlocking;
            if (waiting_)
                return;
            if (error != Errno::None && !isWaiting(error) && !call.mayFail) {
                next_ = calls_.size();
                return;
            }
            ++next_;
            prepareNext(context.now);
        }
    }

    void prepareNext(Instant previousReturned)
    {
        prepared_ = false;
        moved_ = 0;
        buffered_ = 0;
        deadline_ = kNever;
        if (!finished())
            due_ = std::max(calls_[next_].at, previousReturned + calls_[next_].after);
    }

    // One try: an answer that is waiting asks for another.
    Errno attempt(CallContext context, const Call& call)
    {
        switch (call.kind) {
        case CallKind::Bind: return bind(context, call);
        case CallKind::Listen: return listen(context, call);
        case CallKind::Accept: return accept(context, call);
        case CallKind::Connect: return connect(context, call);
        case CallKind::Send: return send(context, call);
        case CallKind::SendTo: return sendTo(context, call);
        case CallKind::Receive: return receive(context, call);
        case CallKind::ReceiveFrom: return receiveFrom(context, call);
        case CallKind::ReceiveAll: return receiveAll(context, call);
        case CallKind::Shutdown: return face_.shutdown(context, socketOf(call).id, call.how).error;
        case CallKind::Close: return close(context, call);
        case CallKind::Abort: return abort(context, call);
        case CallKind::Option: return option(context, call);
        case CallKind::Error: return face_.getOption(context, socketOf(call).id, SocketOption::Error).error;
        case CallKind::NonBlocking: return setNonBlocking(context, call);
        case CallKind::Poll:
        case CallKind::Select:
        case CallKind::EpollWait: return watch(context, call);
        case CallKind::EpollAdd:
        case CallKind::EpollRemove: return control(context, call);
        }
        return Errno::Invalid;
    }

    Errno bind(CallContext context, const Call& call)
    {
        if (const Errno error = open(context, call); error != Errno::None)
            return error;
        context.line = text_.lines(next_).bind;
        return face_.bind(context, socketOf(call).id, {{}, call.port}).error;
    }

    Errno listen(CallContext context, const Call& call)
    {
        const Errno error = bind(context, call);
        return error == Errno::None ? face_.listen(context, socketOf(call).id, call.backlog).error : error;
    }

    Errno accept(CallContext context, const Call& call)
    {
        const CallResult result = face_.accept(context, socketOf(call).id);
        if (result.ok())
            sockets_[call.acceptedAs] = {result.socket()};
        return result.error;
    }

    Errno connect(CallContext context, const Call& call)
    {
        if (!prepared_) {
            if (const Errno error = open(context, call); error != Errno::None)
                return error;
            if (call.port != 0)
                if (const Errno error = bind(context, call); error != Errno::None)
                    return error;
            prepared_ = true;
        }
        return face_.connect(context, socketOf(call).id, call.to.value_or(Endpoint{})).error;
    }

    // The loop that C programs write around send().
    Errno send(CallContext context, const Call& call)
    {
        Socket socket = socketOf(call);
        const std::int64_t wanted = call.bytes.value_or(kOctetsUnlessGiven);
        while (moved_ < wanted) {
            if (buffered_ == 0)
                buffered_ = std::min(wanted - moved_, kBufferOctets);
            const CallResult result =
                face_.sendFrom(context, socket.id, {patternSource(), socket.sent, static_cast<std::size_t>(buffered_)});
            if (!result.ok())
                return result.error;
            TCPLAB_ASSURE(result.value > 0);
            buffered_ -= result.value;
            moved_ += result.value;
            socket.sent += static_cast<std::uint64_t>(result.value);
            sockets_[call.socket] = socket;
            if (context.nonBlocking)  // what does not fit now is left out
                break;
        }
        return Errno::None;
    }

    // One datagram: to whom the call says, or as an answer to whoever was heard last.
    Errno sendTo(CallContext context, const Call& call)
    {
        if (const Errno error = open(context, call); error != Errno::None)
            return error;
        Socket& socket = sockets_[call.socket];
        buffer_.resize(static_cast<std::size_t>(call.bytes.value_or(kOctetsUnlessGiven)));
        fillPattern(socket.sent, buffer_);
        const CallResult result = face_.sendTo(context, socket.id, call.to.value_or(socket.heardFrom), buffer_);
        if (result.ok())
            socket.sent += static_cast<std::uint64_t>(result.value);
        return result.error;
    }

    Errno receiveFrom(CallContext context, const Call& call)
    {
        buffer_.resize(static_cast<std::size_t>(std::min(call.bytes.value_or(kOctetsUnlessGiven), kBufferOctets)));
        Endpoint from;
        const CallResult result = face_.receiveFrom(context, socketOf(call).id, buffer_, from);
        if (result.ok())
            sockets_[call.socket].heardFrom = from;
        return result.error;
    }

    // Nobody looks at what comes.
    CallResult receiveSome(CallContext context, SocketId socket, std::int64_t octets)
    {
        struct : OctetSink {
            void take(OctetView) override {}
            void take(const SourcePart&) override {}
        } nowhere;
        return face_.receiveTo(context, socket, static_cast<std::size_t>(std::min(octets, kBufferOctets)), nowhere);
    }

    Errno receive(CallContext context, const Call& call)
    {
        return receiveSome(context, socketOf(call).id, call.bytes.value_or(kOctetsUnlessGiven)).error;
    }

    Errno receiveAll(CallContext context, const Call& call)
    {
        const SocketId socket = waiting_ ? awaited_ : socketOf(call).id;
        while (!call.bytes || moved_ < *call.bytes) {
            const CallResult result = receiveSome(context, socket, call.bytes ? *call.bytes - moved_ : kBufferOctets);
            if (!result.ok() || result.value == 0)
                return result.error;
            moved_ += result.value;
        }
        return Errno::None;
    }

    Errno close(CallContext context, const Call& call)
    {
        epoll_.remove(socketOf(call).id.number());
        const Errno error = face_.close(context, socketOf(call).id).error;
        sockets_.erase(call.socket);
        return error;
    }

    Errno abort(CallContext context, const Call& call)
    {
        epoll_.remove(socketOf(call).id.number());
        const Errno error = face_.abort(context, socketOf(call).id).error;
        sockets_.erase(call.socket);
        return error;
    }

    Errno option(CallContext context, const Call& call)
    {
        if (const Errno error = open(context, call); error != Errno::None)
            return error;
        return face_.setOption(context, socketOf(call).id, call.option, call.value).error;
    }

    Errno setNonBlocking(CallContext context, const Call& call)
    {
        if (const Errno error = open(context, call); error != Errno::None)
            return error;
        told(context, "fcntl(F_SETFL, O_NONBLOCK)", {});
        sockets_[call.socket].nonBlocking = true;
        return Errno::None;
    }

    // The first epoll_ctl() needs an epoll descriptor.
    Errno control(CallContext context, const Call& call)
    {
        const bool adds = call.kind == CallKind::EpollAdd;
        if (adds && !std::exchange(hasEpoll_, true)) {
            CallContext create = context;
            create.line = text_.lines(next_).open;
            told(create, "epoll_create1(0)", {});
        }
        const bool known = hasEpoll_ && sockets_.find(call.socket) != nullptr;
        const CallResult result = known ? CallResult{} : CallResult::failed(Errno::BadSocket);
        told(context, controlText(call), result);
        if (known && adds)
            epoll_.add(socketOf(call).id.number(), call.watched.front().events);
        else if (known)
            epoll_.remove(socketOf(call).id.number());
        return result.error;
    }

    void told(CallContext context, const std::string& text, CallResult result)
    {
        log_.returned(context, log_.begun(context, text), result, result.ok() ? Rule::CallReturns : Rule::CallRefused);
    }

    // Until one of the sockets is ready, or the time-out has passed.
    Errno watch(CallContext context, const Call& call)
    {
        if (!prepared_) {
            prepared_ = true;
            watching_ = log_.begun(context, watchText(call));
            deadline_ = call.timeout ? context.now + *call.timeout : kNever;
        }
        const Found found = call.kind == CallKind::EpollWait ? epollFound() : watchedFound(call);
        if (found.count == 0 && context.now < deadline_)
            return Errno::Again;
        if (found.count > 0)
            log_.note({context.now, context.cause}, Rule::AppReady, found.text);
        log_.returned(context, watching_, {found.count, Errno::None}, found.count > 0 ? Rule::CallReturns : Rule::CallTimesOut);
        return Errno::None;
    }

    Found watchedFound(const Call& call) const
    {
        Found found;
        for (const Watched& watched : call.watched) {
            const Socket* const socket = sockets_.find(watched.socket);
            const std::uint32_t events = socket ? reported(face_.readiness(socket->id), watched.events) : poll_events::kInvalid;
            addFound(found, call.kind, watched, events);
        }
        return found;
    }

    Found epollFound()
    {
        Found found;
        const auto readiness = [this](std::int64_t id) { return face_.readiness(SocketId(static_cast<std::uint32_t>(id))); };
        for (const Epoll::Report& report : epoll_.take(readiness))
            for (const auto& [name, socket] : sockets_)
                if (socket.id.number() == report.descriptor)
                    addFound(found, CallKind::EpollWait, {name, report.events}, report.events);
        return found;
    }

    // Makes the socket unless there is one of that name.
    Errno open(CallContext context, const Call& call)
    {
        if (sockets_.find(call.socket))
            return Errno::None;
        context.line = text_.lines(next_).open;
        const CallResult result = face_.socket(context, call.type);
        if (result.ok())
            sockets_[call.socket] = {result.socket()};
        return result.error;
    }

    // None when there is no socket of that name.
    Socket socketOf(const Call& call) const
    {
        const Socket* const found = sockets_.find(call.socket);
        return found ? *found : Socket{};
    }

    const std::shared_ptr<const Program> program_;
    const std::vector<Call>& calls_;
    const ProgramText& text_;
    SocketFace& face_;
    ProgramLog& log_;
    NamedSockets sockets_;
    Epoll epoll_;
    bool hasEpoll_ = false;

    std::size_t next_ = 0;  // the call that is due or being made
    Instant due_ = kStart;  // when it may begin
    bool waiting_ = false;  // it was tried and would block
    SocketId awaited_{};    // then: on which socket
    EventId watching_{};    // poll, select, epollWait: its beginning
    Instant deadline_ = kNever;
    bool prepared_ = false;      // connect: the socket is open and bound; poll, select, epollWait: the call has begun
    std::int64_t moved_ = 0;     // send, receiveAll: octets so far
    std::int64_t buffered_ = 0;  // send: octets that the program's buffer still holds
    Octets buffer_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) { return std::make_unique<Script>(setup); }));
}

}  // namespace tcplab::app_script
