#include "app_http/head.h"

#include <algorithm>
#include <vector>

namespace tcplab::app_http {
namespace {

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool isBlank(char c) { return c == ' ' || c == '\t'; }
// RFC 9110 §5.6.2.
constexpr bool isTokenCharacter(char c)
{
    return isDigit(c) || isLetter(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
// No control characters but the tab (RFC 9110 §5.5); octets above 127 are somebody's alphabet.
constexpr bool isFieldCharacter(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

bool isToken(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

// What stands before the next `separator`; `text` goes on behind it.
std::string_view takeUntil(std::string_view& text, char separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

struct Field {
    std::string_view name;
    std::string_view value;
};
struct Head {
    std::string_view startLine;
    std::vector<Field> fields;
};

std::string_view takeLine(std::string_view& text)
{
    std::string_view line = takeUntil(text, '\n');
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

// RFC 9112 §5: no blank before the colon, no folded lines (§5.2).
std::optional<Field> fieldOf(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
        return std::nullopt;
    return Field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
}

std::optional<Head> split(std::string_view text)
{
    Head head;
    head.startLine = takeLine(text);
    if (!std::all_of(head.startLine.begin(), head.startLine.end(), isFieldCharacter))
        return std::nullopt;
    while (!text.empty()) {
        const std::string_view line = takeLine(text);
        if (line.empty())
            break;
        const auto field = fieldOf(line);
        if (!field || !std::all_of(line.begin(), line.end(), isFieldCharacter))
            return std::nullopt;
        head.fields.push_back(*field);
    }
    return head;
}

std::size_t countOf(const Head& head, std::string_view name)
{
    return static_cast<std::size_t>(
        std::count_if(head.fields.begin(), head.fields.end(), [&](const Field& field) { return equalIgnoringCase(field.name, name); }));
}

// Whether one of the comma-separated elements of the field is `element` (RFC 9110 §5.6.1).
bool lists(const Head& head, std::string_view name, std::string_view element)
{
    for (Field field : head.fields)
        while (equalIgnoringCase(field.name, name) && !field.value.empty())
            if (equalIgnoringCase(trimmed(takeUntil(field.value, ',')), element))
                return true;
    return false;
}

std::optional<std::uint64_t> decimal(std::string_view text)
{
    constexpr std::size_t kDigitsMax = 18;  // always fits
    if (text.empty() || text.size() > kDigitsMax || !std::all_of(text.begin(), text.end(), isDigit))
        return std::nullopt;
    std::uint64_t number = 0;
    for (const char digit : text)
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    return number;
}

// Several Content-Lengths must agree (RFC 9112 §6.3).
struct ContentLength {
    bool valid = true;
    std::optional<std::uint64_t> octets;
};
ContentLength contentLengthOf(const Head& head)
{
    ContentLength length;
    for (const Field& field : head.fields) {
        if (!equalIgnoringCase(field.name, "Content-Length"))
            continue;
        const auto octets = decimal(field.value);
        if (!octets || (length.octets && *length.octets != *octets))
            return {false, std::nullopt};
        length.octets = octets;
    }
    return length;
}

// "HTTP/1.1" → 1; nothing for what has not this form.
struct Version {
    int major = 0;
    int minor = 0;
};
std::optional<Version> versionOf(std::string_view text)
{
    if (text.size() != 8 || text.substr(0, 5) != "HTTP/" || !isDigit(text[5]) || text[6] != '.' || !isDigit(text[7]))
        return std::nullopt;
    return Version{text[5] - '0', text[7] - '0'};
}

// RFC 9112 §9.3.
bool keepsAlive(const Head& head, Version version)
{
    if (lists(head, "Connection", "close"))
        return false;
    return version.minor >= 1 || lists(head, "Connection", "keep-alive");
}

// Origin form "/path?query" or absolute form "http://host/path?query" (RFC 9112 §3.2).
std::optional<std::string> pathOf(std::string_view target)
{
    constexpr std::string_view kScheme = "http://";
    if (equalIgnoringCase(target.substr(0, kScheme.size()), kScheme)) {
        target.remove_prefix(kScheme.size());
        target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
        if (target.empty() || target.front() == '?')
            return "/";
    }
    if (target.empty() || target.front() != '/')
        return std::nullopt;
    return std::string(target.substr(0, target.find('?')));
}

}  // namespace

std::size_t HeadCollector::take(OctetView octets)
{
    std::size_t taken = 0;
    while (taken < octets.size() && !complete_ && !tooLarge()) {
        text_.push_back(static_cast<char>(octets[taken++]));
        if (text_.back() == '\n')
            endLine();
    }
    return taken;
}

// A line may end with LF alone (RFC 9112 §2.2).
void HeadCollector::endLine()
{
    const std::string_view line = std::string_view(text_).substr(lineStart_);
    if (line == "\n" || line == "\r\n") {
        if (lineStart_ == 0)
            text_.clear();
        else
            complete_ = true;
    }
    lineStart_ = text_.size();
}

tl::expected<Request, int> parseRequest(std::string_view text)
{
    const tl::unexpected<int> bad(400);
    const auto head = split(text);
    if (!head)
        return bad;
    std::string_view line = head->startLine;
    Request request;
    request.method = takeUntil(line, ' ');
    const auto path = pathOf(takeUntil(line, ' '));
    const auto version = versionOf(line);
    if (!isToken(request.method) || !version)
        return bad;
    if (version->major != 1)
        return tl::unexpected(505);
    const bool namesHost = countOf(*head, "Host") == 1 || (version->minor == 0 && countOf(*head, "Host") == 0);
    const ContentLength length = contentLengthOf(*head);
    const bool coded = countOf(*head, "Transfer-Encoding") > 0;
    // A length beside a coding is how requests are smuggled (RFC 9112 §6.1).
    if (!path || !namesHost || !length.valid || (coded && length.octets))
        return bad;
    request.path = *path;
    request.keepAlive = keepsAlive(*head, *version);
    request.hasBody = coded || length.octets.value_or(0) > 0;
    return request;
}

std::optional<Response> parseResponse(std::string_view text)
{
    const auto head = split(text);
    if (!head)
        return std::nullopt;
    std::string_view line = head->startLine;
    const auto version = versionOf(takeUntil(line, ' '));
    const std::string_view digits = takeUntil(line, ' ');
    const auto status = decimal(digits);
    if (!version || version->major != 1 || digits.size() != 3 || !status || *status < 100)
        return std::nullopt;
    const ContentLength length = contentLengthOf(*head);
    Response response;
    response.status = static_cast<int>(*status);
    response.chunked = lists(*head, "Transfer-Encoding", "chunked");
    const bool unknownCoding = countOf(*head, "Transfer-Encoding") > 0 && !response.chunked;
    if (!length.valid || unknownCoding || (response.chunked && length.octets))
        return std::nullopt;
    response.contentLength = length.octets;
    response.keepAlive = keepsAlive(*head, *version);
    return response;
}

}  // namespace tcplab::app_http
