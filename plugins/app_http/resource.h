// What the server answers: a head and a body that is made as it is sent, never stored.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <tl/expected.hpp>

#include "app_http/head.h"

namespace tcplab::app_http {

class Answer {
public:
    static Answer to(const Request& request);
    // With one of the statuses of parseRequest(), or 431. The connection is to be closed.
    static Answer refusal(int status);

    bool keepAlive() const { return keepAlive_; }
    std::uint64_t octets() const { return text_.size() + patternOctets_; }
    // The octets of the answer from `position` on, head first; position + room.size() <= octets().
    void read(std::uint64_t position, std::span<std::uint8_t> room) const;

private:
    Answer(int status, const std::string& body, std::uint64_t patternOctets, bool keepAlive, bool headOnly);

    std::string text_;                 // the head, and a body that is a text
    std::uint64_t patternOctets_ = 0;  // a body that is a pattern
    bool keepAlive_ = false;
};

}  // namespace tcplab::app_http
