#include "app_http/fetching.h"

#include <algorithm>

#include "base/pattern.h"

namespace tcplab::app_http {
namespace {

constexpr std::size_t kBufferOctets = 65536;

}  // namespace

Fetching::Fetching(SocketFace& face, Errand& errand) : face_(face), errand_(errand), buffer_(kBufferOctets) {}

void Fetching::open(CallContext context)
{
    const CallResult made = face_.socket(context, SocketType::Stream);
    phase_ = made.ok() ? Phase::Connecting : Phase::Finished;
    if (made.ok())
        socket_ = made.socket();
    responsesHere_ = waiting_ = 0;
    asked_ = 0;
    asking_ = false;
    head_ = {};
    unread_ = {};
}

void Fetching::goOn(CallContext context)
{
    while (phase_ != Phase::Finished && step(context) == Step::GoOn)
        continue;
}

Fetching::Step Fetching::step(CallContext context)
{
    if (phase_ == Phase::Connecting)
        return connect(context);
    if ((asking_ || mayAsk()) && ask(context))
        return Step::GoOn;
    switch (phase_) {
    case Phase::Head: return readHead(context);
    case Phase::Body: return readBody(context);
    case Phase::Connecting: return Step::GoOn;  // anew
    case Phase::Finished: break;
    }
    return Step::Wait;
}

Fetching::Step Fetching::connect(CallContext context)
{
    const CallResult result = face_.connect(context, socket_, errand_.server);
    if (isWaiting(result.error))
        return Step::Wait;
    phase_ = Phase::Head;
    // The other connections may have made all requests meanwhile.
    if (!result.ok() || errand_.left == 0)
        close(context);
    return Step::GoOn;
}

bool Fetching::mayAsk() const
{
    const bool another = errand_.keepAlive || responsesHere_ + waiting_ == 0;
    return errand_.left > 0 && waiting_ < errand_.pipeline && another;
}

bool Fetching::ask(CallContext context)
{
    if (!asking_) {
        asking_ = true;
        asked_ = 0;
        ++waiting_;
        --errand_.left;
    }
    const OctetView request(reinterpret_cast<const std::uint8_t*>(errand_.request.data()), errand_.request.size());
    const CallResult sent = face_.send(context, socket_, request.subspan(asked_));
    if (isWaiting(sent.error))
        return false;
    if (!sent.ok()) {
        streamEnded(context);
        return false;
    }
    asked_ += static_cast<std::size_t>(sent.value);
    asking_ = asked_ < errand_.request.size();
    return true;
}

Fetching::Step Fetching::readHead(CallContext context)
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

Fetching::Step Fetching::readBody(CallContext context)
{
    if (body_->complete()) {
        responseComplete(context);
        return Step::GoOn;
    }
    if (unread_.empty())
        return fillUnread(context) ? Step::GoOn : Step::Wait;
    const BodyReader::Part part = body_->take(unread_);
    unread_ = unread_.subspan(part.consumed);
    if (body_->broken() || (errand_.expectPattern && !isPattern(position_, part.body))) {
        giveUp(context);
        return Step::GoOn;
    }
    position_ += part.body.size();
    errand_.bodyOctets += part.body.size();
    return Step::GoOn;
}

bool Fetching::fillUnread(CallContext context)
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

// The server has closed: between two responses it may (RFC 9112 §9.5), and the requests are made again elsewhere.
void Fetching::streamEnded(CallContext context)
{
    if (phase_ == Phase::Body) {
        body_->streamEnded();
        if (body_->broken())
            giveUp(context);
        return;
    }
    if (responsesHere_ == 0 || !head_.empty())
        giveUp(context);
    else
        openAgain(context);
}

void Fetching::responseComplete(CallContext context)
{
    ++errand_.responses;
    ++responsesHere_;
    --waiting_;
    phase_ = Phase::Head;
    body_.reset();
    // Octets behind the last response answer nothing that was asked.
    const bool usable = errand_.keepAlive && response_->keepAlive && (unread_.empty() || waiting_ > 0);
    if (!usable || (waiting_ == 0 && errand_.left == 0))
        openAgain(context);
}

// What got no answer is asked once more, if there is anything left to ask.
void Fetching::openAgain(CallContext context)
{
    errand_.left += std::exchange(waiting_, 0);
    close(context);
    if (errand_.left > 0)
        open(context);
}

void Fetching::close(CallContext context)
{
    face_.close(context, socket_);
    socket_ = {};
    phase_ = Phase::Finished;
}

// What was got is not to be trusted, or nothing more will come: the end is a RST, so that it shows.
void Fetching::giveUp(CallContext context)
{
    face_.abort(context, socket_);
    socket_ = {};
    phase_ = Phase::Finished;
}

}  // namespace tcplab::app_http
