// The body of a response, found in the stream by its framing (RFC 9112 §6.3, §7.1).
#pragma once

#include <cstdint>
#include <optional>

#include "app_http/head.h"

namespace tcplab::app_http {

class BodyReader {
public:
    // Of the response to a GET.
    explicit BodyReader(const Response& response);

    // The first octets of the stream that are the body's: at most `stream.size()`. Octets of the framing before
    // and behind them are passed over; `consumed` counts all.
    struct Part {
        OctetView body;
        std::size_t consumed = 0;
    };
    Part take(OctetView stream);

    // The peer has ended the stream. Some bodies end so; others are then broken.
    void streamEnded();

    bool complete() const { return state_ == State::Complete; }
    bool broken() const { return state_ == State::Broken; }

private:
    enum class State : std::uint8_t { UntilEnd, Length, ChunkSize, ChunkExtension, ChunkData, ChunkEnd, Trailer, Complete, Broken };

    Part takeBody(OctetView stream);
    void takeFraming(std::uint8_t octet);
    void takeSizeDigit(std::uint8_t octet);
    void endSizeLine();
    void takeTrailer(std::uint8_t octet);

    State state_ = State::UntilEnd;
    std::uint64_t left_ = 0;         // Length, ChunkData: octets to come; ChunkSize: the number so far
    int digits_ = 0;                 // of the chunk's size
    std::size_t lineOctets_ = 0;     // of the trailer's line
    std::size_t framingOctets_ = 0;  // since the last data
};

}  // namespace tcplab::app_http
