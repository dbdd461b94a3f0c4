#include "app_http/body.h"

#include <algorithm>

namespace tcplab::app_http {
namespace {

constexpr int kSizeDigitsMax = 15;

bool hasNoBody(int status) { return status < 200 || status == 204 || status == 304; }

std::optional<unsigned> hexDigit(std::uint8_t octet)
{
    if (octet >= '0' && octet <= '9')
        return octet - '0';
    if (octet >= 'a' && octet <= 'f')
        return octet - 'a' + 10;
    if (octet >= 'A' && octet <= 'F')
        return octet - 'A' + 10;
    return std::nullopt;
}

}  // namespace

BodyReader::BodyReader(const Response& response)
{
    if (hasNoBody(response.status)) {
        state_ = State::Complete;
    } else if (response.chunked) {
        state_ = State::ChunkSize;
    } else if (response.contentLength) {
        left_ = *response.contentLength;
        state_ = left_ > 0 ? State::Length : State::Complete;
    }
}

BodyReader::Part BodyReader::take(OctetView stream)
{
    std::size_t framing = 0;
    while (framing < stream.size() && !complete() && !broken()) {
        if (state_ == State::UntilEnd || state_ == State::Length || state_ == State::ChunkData) {
            Part part = takeBody(stream.subspan(framing));
            part.consumed += framing;
            return part;
        }
        takeFraming(stream[framing++]);
    }
    return {{}, framing};
}

void BodyReader::streamEnded()
{
    if (state_ == State::UntilEnd)
        state_ = State::Complete;
    else if (!complete())
        state_ = State::Broken;
}

BodyReader::Part BodyReader::takeBody(OctetView stream)
{
    framingOctets_ = 0;
    if (state_ == State::UntilEnd)
        return {stream, stream.size()};
    const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, stream.size()));
    left_ -= taken;
    if (left_ == 0)
        state_ = state_ == State::Length ? State::Complete : State::ChunkEnd;
    return {stream.first(taken), taken};
}

// Of chunks: sizes, extensions, line ends, the trailer. What it says is not needed here, so its amount is limited.
void BodyReader::takeFraming(std::uint8_t octet)
{
    if (++framingOctets_ > HeadCollector::kOctetsMax) {
        state_ = State::Broken;
        return;
    }
    switch (state_) {
    case State::ChunkSize: return takeSizeDigit(octet);
    case State::ChunkExtension:
        if (octet == '\n')
            endSizeLine();
        return;
    case State::ChunkEnd:
        if (octet == '\n')
            state_ = State::ChunkSize;
        else if (octet != '\r')
            state_ = State::Broken;
        return;
    case State::Trailer: return takeTrailer(octet);
    default: return;
    }
}

void BodyReader::takeSizeDigit(std::uint8_t octet)
{
    const auto digit = hexDigit(octet);
    if (digit && digits_ < kSizeDigitsMax) {
        left_ = left_ * 16 + *digit;
        ++digits_;
    } else if (digits_ > 0 && octet == '\n') {
        endSizeLine();
    } else if (digits_ > 0 && (octet == ';' || octet == '\r' || octet == ' ' || octet == '\t')) {
        state_ = State::ChunkExtension;
    } else {
        state_ = State::Broken;
    }
}

void BodyReader::endSizeLine()
{
    state_ = left_ > 0 ? State::ChunkData : State::Trailer;
    digits_ = 0;
}

void BodyReader::takeTrailer(std::uint8_t octet)
{
    if (octet == '\n' && lineOctets_ == 0)
        state_ = State::Complete;
    else if (octet == '\n')
        lineOctets_ = 0;
    else if (octet != '\r')
        ++lineOctets_;
}

}  // namespace tcplab::app_http
