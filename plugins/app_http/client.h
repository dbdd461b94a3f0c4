// An HTTP/1.1 client that gets one resource a number of times (RFC 9112).
#pragma once

#include "app_http/body.h"
#include "plugin/app.h"

namespace tcplab::app_http {

class Client : public App {
public:
    explicit Client(const AppSetup& setup);

    void start(Instant now) override { timeHasCome(now); }
    void timeHasCome(Instant now) override;
    void notice(Instant now, const Notice& notice) override;
    Instant nextWake() const override;
    bool finished() const override { return phase_ == Phase::Finished; }

    // Complete responses so far, and the octets of their bodies.
    std::int64_t responses() const { return responses_; }
    std::uint64_t bodyOctets() const { return bodyOctets_; }

private:
    enum class Phase : std::uint8_t { Waiting, Connecting, Asking, Head, Body, Finished };
    enum class Step : std::uint8_t { GoOn, Wait };

    void goOn(CallContext context);
    Step step(CallContext context);
    void open(CallContext context);
    Step connect(CallContext context);
    Step ask(CallContext context);
    Step readHead(CallContext context);
    Step readBody(CallContext context);
    // False: nothing more is there now, or the phase has changed.
    bool fillUnread(CallContext context);
    void streamEnded(CallContext context);
    void responseComplete(CallContext context);
    void close(CallContext context);
    void giveUp(CallContext context);
    bool moreWanted() const { return responses_ < count_; }

    SocketFace& face_;
    const std::string request_;
    const Endpoint server_;
    const Instant begin_;
    const std::int64_t count_;
    const bool keepAlive_;
    const bool expectPattern_;

    Phase phase_ = Phase::Waiting;
    SocketId socket_;
    std::size_t asked_ = 0;           // octets of the request that are sent
    std::int64_t responsesHere_ = 0;  // on this connection
    HeadCollector head_;
    std::optional<Response> response_;  // whose body is being read
    std::optional<BodyReader> body_;
    std::uint64_t position_ = 0;  // in this body
    Octets buffer_;
    OctetView unread_;  // the part of the buffer that is not looked at yet

    std::int64_t responses_ = 0;
    std::uint64_t bodyOctets_ = 0;
};

}  // namespace tcplab::app_http
