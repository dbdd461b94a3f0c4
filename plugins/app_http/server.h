// An HTTP/1.1 server for GET and HEAD (RFC 9112), many connections at once.
#pragma once

#include <map>
#include <set>

#include "app_http/resource.h"
#include "plugin/app.h"

namespace tcplab::app_http {

class Server : public App {
public:
    explicit Server(const AppSetup& setup);

    void start(Instant now) override;
    void timeHasCome(Instant now) override;
    void notice(Instant now, const Notice& notice) override;
    Instant nextWake() const override;
    // A server waits for ever; it is finished only when it may not listen.
    bool finished() const override { return !listener_.valid(); }
    std::string source() const override;

private:
    struct Connection {
        SocketId socket;
        HeadCollector head;
        Octets unread;                 // received, behind the present request
        std::optional<Answer> answer;  // being sent
        std::uint64_t answered = 0;    // octets of it
        bool draining = false;         // all is said: what still comes is thrown away
        Instant moved = kStart;        // when octets last moved
        Instant deadline = kStart;     // its place in deadlines_; may lie before its time, see timeHasCome()
    };
    enum class Step : std::uint8_t { GoOn, Wait, Close };

    void accept(CallContext context);
    void goOn(CallContext context, Connection& connection);
    Step step(CallContext context, Connection& connection);
    Step readRequest(CallContext context, Connection& connection);
    Step sendAnswer(CallContext context, Connection& connection);
    Step drain(CallContext context, Connection& connection);
    CallResult receive(CallContext context, Connection& connection);
    void answerWith(Connection& connection, Answer answer);
    void schedule(Connection& connection);
    void close(CallContext context, const Connection& connection);

    SocketFace& face_;
    const std::uint16_t port_;
    const Duration idleTimeout_;
    const std::uint16_t drainLine_;
    SocketId listener_;
    std::map<SocketId, Connection> connections_;
    std::set<std::pair<Instant, SocketId>> deadlines_;
    Octets buffer_;  // for one send() or receive(); its contents mean nothing between calls
};

}  // namespace tcplab::app_http
