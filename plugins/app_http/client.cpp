#include "app_http/client.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/pattern.h"

namespace tcplab::app_http {
namespace {

constexpr std::size_t kBufferOctets = 65536;

// "server:80/bytes/1000"
struct Target {
    std::string host;
    std::string path;
};
Target targetOf(const std::string& text)
{
    const std::size_t slash = std::min(text.find('/'), text.size());
    return {text.substr(0, slash), slash < text.size() ? text.substr(slash) : "/"};
}

std::string requestFor(const Target& target, bool keepAlive)
{
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tcplab\r\nConnection: {}\r\n\r\n", target.path, target.host,
                       keepAlive ? "keep-alive" : "close");
}

}  // namespace

Client::Client(const AppSetup& setup)
    : face_(setup.sockets), request_(requestFor(targetOf(setup.parameters.text("get")), setup.parameters.boolean("keepAlive"))),
      server_(resolve(setup.names, targetOf(setup.parameters.text("get")).host).value_or(Endpoint{})),
      begin_(kStart + setup.parameters.duration("at")), count_(setup.parameters.count("count")),
      keepAlive_(setup.parameters.boolean("keepAlive")), expectPattern_(setup.parameters.boolean("expectPattern")), buffer_(kBufferOctets)
{}

void Client::timeHasCome(Instant now)
{
    if (phase_ != Phase::Waiting || now < begin_)
        return;
    open({now, {}});
    goOn({now, {}});
}

void Client::notice(Instant now, const Notice& notice)
{
    if (socket_.valid() && notice.socket == socket_)
        goOn({now, notice.cause});
}

Instant Client::nextWake() const { return phase_ == Phase::Waiting ? begin_ : kNever; }

void Client::goOn(CallContext context)
{
    while (!finished() && step(context) == Step::GoOn)
        continue;
}

Client::Step Client::step(CallContext context)
{
    switch (phase_) {
    case Phase::Connecting: return connect(context);
    case Phase::Asking: return ask(context);
    case Phase::Head: return readHead(context);
    case Phase::Body: return readBody(context);
    case Phase::Waiting:
    case Phase::Finished: break;
    }
    return Step::Wait;
}

void Client::open(CallContext context)
{
    const CallResult made = face_.socket(context, SocketType::Stream);
    phase_ = made.ok() ? Phase::Connecting : Phase::Finished;
    if (made.ok())
        socket_ = made.socket();
    responsesHere_ = 0;
    asked_ = 0;
    head_ = {};
    unread_ = {};
}

Client::Step Client::connect(CallContext context)
{
    const CallResult result = face_.connect(context, socket_, server_);
    if (isWaiting(result.error))
        return Step::Wait;
    if (result.ok())
        phase_ = Phase::Asking;
    else
        close(context);
    return Step::GoOn;
}

Client::Step Client::ask(CallContext context)
{
    const OctetView request(reinterpret_cast<const std::uint8_t*>(request_.data()), request_.size());
    const CallResult sent = face_.send(context, socket_, request.subspan(asked_));
    if (isWaiting(sent.error))
        return Step::Wait;
    if (!sent.ok()) {
        streamEnded(context);
        return Step::GoOn;
    }
    asked_ += static_cast<std::size_t>(sent.value);
    if (asked_ == request_.size())
        phase_ = Phase::Head;
    return Step::GoOn;
}

Client::Step Client::readHead(CallContext context)
{
    if (unread_.empty())
        return fillUnread(context) ? Step::GoOn : Step::Wait;
    unread_ = unread_.subspan(head_.take(unread_));
    if (!head_.complete() && !head_.tooLarge())
        return Step::GoOn;
    response_ = head_.complete() ? parseResponse(head_.text()) : std::nullopt;
    head_ = {};
    // Interim responses (RFC 9110 §15.2) come before the one that counts.
    if (response_ && response_->status < 200)
        return Step::GoOn;
    if (!response_) {
        giveUp(context);
        return Step::GoOn;
    }
    body_.emplace(*response_);
    position_ = 0;
    phase_ = Phase::Body;
    return Step::GoOn;
}

Client::Step Client::readBody(CallContext context)
{
    if (body_->complete()) {
        responseComplete(context);
        return Step::GoOn;
    }
    if (unread_.empty())
        return fillUnread(context) ? Step::GoOn : Step::Wait;
    const BodyReader::Part part = body_->take(unread_);
    unread_ = unread_.subspan(part.consumed);
    if (body_->broken() || (expectPattern_ && !isPattern(position_, part.body))) {
        giveUp(context);
        return Step::GoOn;
    }
    position_ += part.body.size();
    bodyOctets_ += part.body.size();
    return Step::GoOn;
}

bool Client::fillUnread(CallContext context)
{
    const CallResult received = face_.receive(context, socket_, buffer_);
    if (isWaiting(received.error))
        return false;
    if (received.ok() && received.value > 0)
        unread_ = OctetView(buffer_).first(static_cast<std::size_t>(received.value));
    else if (received.ok())
        streamEnded(context);
    else
        giveUp(context);
    return true;
}

// The server has closed: between two responses it may (RFC 9112 §9.5), and the request is made again elsewhere.
void Client::streamEnded(CallContext context)
{
    if (phase_ == Phase::Body) {
        body_->streamEnded();
        if (body_->broken())
            giveUp(context);
        return;
    }
    if (responsesHere_ == 0 || !head_.empty()) {
        giveUp(context);
        return;
    }
    close(context);
    open(context);
}

void Client::responseComplete(CallContext context)
{
    ++responses_;
    ++responsesHere_;
    // Octets behind the response answer nothing that was asked.
    const bool usable = keepAlive_ && response_->keepAlive && unread_.empty();
    body_.reset();
    if (moreWanted() && usable) {
        asked_ = 0;
        phase_ = Phase::Asking;
        return;
    }
    close(context);
    if (moreWanted())
        open(context);
}

void Client::close(CallContext context)
{
    face_.close(context, socket_);
    socket_ = {};
    phase_ = Phase::Finished;
}

// What was got is not to be trusted, or nothing more will come: the end is a RST, so that it shows.
void Client::giveUp(CallContext context)
{
    face_.abort(context, socket_);
    socket_ = {};
    phase_ = Phase::Finished;
}

}  // namespace tcplab::app_http
