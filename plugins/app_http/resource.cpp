#include "app_http/resource.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/pattern.h"
#include "base/result.h"

namespace tcplab::app_http {
namespace {

constexpr std::string_view kPage =
    "This is the HTTP server of TCP Lab. Every byte came over a TCP that you can watch.\n"
    "\n"
    "/bytes/N  N bytes of text, N up to 10000000000: each line says where it stands\n";
constexpr std::string_view kBytes = "/bytes/";
constexpr std::uint64_t kBytesMax = 10'000'000'000;

std::string_view reasonOf(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Not Implemented";
    case 505: return "HTTP Version Not Supported";
    default: TCPLAB_ASSURE(false);
    }
    return "";
}

std::optional<std::uint64_t> bytesAskedFor(std::string_view path)
{
    if (path.substr(0, kBytes.size()) != kBytes || path.size() == kBytes.size())
        return std::nullopt;
    std::uint64_t number = 0;
    for (const char digit : path.substr(kBytes.size())) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
        if (number > kBytesMax)
            return std::nullopt;
    }
    return number;
}

std::string inWords(int status) { return fmt::format("{} {}\n", status, reasonOf(status)); }

}  // namespace

// No Date: a server without a clock does not send one (RFC 9110 §6.6.1).
Answer::Answer(int status, const std::string& body, std::uint64_t patternOctets, bool keepAlive, bool headOnly)
    : text_(fmt::format("HTTP/1.1 {} {}\r\nServer: tcplab\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: {}\r\n\r\n",
                        status, reasonOf(status), body.size() + patternOctets, keepAlive ? "keep-alive" : "close")),
      keepAlive_(keepAlive)
{
    if (headOnly)
        return;
    text_ += body;
    patternOctets_ = patternOctets;
}

Answer Answer::to(const Request& request)
{
    const bool headOnly = request.method == "HEAD";
    // A body is not read here, so behind one no further request is found (RFC 9112 §9.3).
    const bool keepAlive = request.keepAlive && !request.hasBody;
    if (request.method != "GET" && !headOnly)
        return {501, inWords(501), 0, keepAlive, false};
    if (request.path == "/")
        return {200, std::string(kPage), 0, keepAlive, headOnly};
    if (const auto bytes = bytesAskedFor(request.path))
        return {200, "", *bytes, keepAlive, headOnly};
    return {404, inWords(404), 0, keepAlive, headOnly};
}

Answer Answer::refusal(int status) { return {status, inWords(status), 0, false, false}; }

void Answer::read(std::uint64_t position, std::span<std::uint8_t> room) const
{
    if (position < text_.size()) {
        const std::size_t from = static_cast<std::size_t>(position);
        const std::size_t taken = std::min(text_.size() - from, room.size());
        std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(from), taken, room.begin());
        room = room.subspan(taken);
        position += taken;
    }
    fillPattern(position - text_.size(), room);
}

}  // namespace tcplab::app_http
