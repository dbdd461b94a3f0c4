// Heads of HTTP/1 messages (RFC 9112): from the octets of a stream to what server and client want to know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/octets.h"

namespace tcplab::app_http {

// Gathers a head, however the stream cuts it. Empty lines before it are skipped (RFC 9112 §2.2).
class HeadCollector {
public:
    static constexpr std::size_t kOctetsMax = 8192;

    // Takes octets up to the head's end or its limit, and answers how many.
    std::size_t take(OctetView octets);

    bool complete() const { return complete_; }
    bool tooLarge() const { return text_.size() > kOctetsMax; }
    bool empty() const { return text_.empty(); }
    const std::string& text() const { return text_; }

private:
    void endLine();

    std::string text_;
    std::size_t lineStart_ = 0;
    bool complete_ = false;
};

struct Request {
    std::string method;
    std::string path;  // without the query
    bool keepAlive = false;
    bool hasBody = false;
};
// Otherwise the status that tells the client why not: 400, 505.
tl::expected<Request, int> parseRequest(std::string_view head);

struct Response {
    int status = 0;  // 100 … 999
    bool keepAlive = false;
    bool chunked = false;
    std::optional<std::uint64_t> contentLength;
};
// Nothing when it is no response that could be trusted (RFC 9112 §6.3).
std::optional<Response> parseResponse(std::string_view head);

}  // namespace tcplab::app_http
