// One connection of the client: asks on it, and reads what is answered, in the order of the requests (RFC 9112 §9.3.2).
#pragma once

#include "app_http/body.h"
#include "plugin/app.h"

namespace tcplab::app_http {

// What all connections of a client have in common, and the requests that none of them has made yet.
struct Errand {
    std::string request;  // as it goes into the stream
    Endpoint server;
    bool keepAlive = true;
    bool expectPattern = false;
    std::int64_t pipeline = 1;  // requests that may wait for their responses on one connection

    std::int64_t left = 0;       // requests to make
    std::int64_t responses = 0;  // complete ones so far, and the octets of their bodies
    std::uint64_t bodyOctets = 0;
};

class Fetching {
public:
    // Both outlive it.
    Fetching(SocketFace& face, Errand& errand);

    // Makes a connection, for the first time or anew.
    void open(CallContext context);
    void goOn(CallContext context);
    // While there is none, nothing more comes.
    SocketId socket() const { return socket_; }

private:
    enum class Phase : std::uint8_t { Connecting, Head, Body, Finished };
    enum class Step : std::uint8_t { GoOn, Wait };

    Step step(CallContext context);
    Step connect(CallContext context);
    bool mayAsk() const;
    // Sends what is to be asked. False when the connection has gone or there is no room now: what is answered is read meanwhile.
    bool ask(CallContext context);
    Step readHead(CallContext context);
    Step readBody(CallContext context);
    // False: nothing more is there now, or the phase has changed.
    bool fillUnread(CallContext context);
    void streamEnded(CallContext context);
    void responseComplete(CallContext context);
    void close(CallContext context);
    void giveUp(CallContext context);
    void openAgain(CallContext context);

    SocketFace& face_;
    Errand& errand_;

    Phase phase_ = Phase::Finished;
    SocketId socket_;
    std::size_t asked_ = 0;           // octets of the request that is being sent; 0: none is
    bool asking_ = false;             // one is being sent
    std::int64_t waiting_ = 0;        // requests without their responses, the one that is being sent included
    std::int64_t responsesHere_ = 0;  // on this connection
    HeadCollector head_;
    std::optional<Response> response_;  // whose body is being read
    std::optional<BodyReader> body_;
    std::uint64_t position_ = 0;  // in this body
    Octets buffer_;
    OctetView unread_;  // the part of the buffer that is not looked at yet
};

}  // namespace tcplab::app_http
