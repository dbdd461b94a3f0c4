#include "plugin/source_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/result.h"

namespace tcplab {
namespace {

constexpr std::string_view kBegin = R"(#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
)";

constexpr std::string_view kDeclaration = R"(
struct sockaddr *address(const char *host, const char *port);
#define LENGTH sizeof(struct sockaddr_in)
)";

constexpr std::string_view kServe = R"(int main(void)
{
    pthread_t thread;
    int s = socket(AF_INET, SOCK_STREAM, 0);

    bind(s, $any, LENGTH);
    listen(s, $backlog);
    for (;;) {
        intptr_t c = accept(s, NULL, NULL);
        pthread_create(&thread, NULL, serve, (void *)c);
    }
})";

constexpr std::string_view kEnd = R"(
struct sockaddr *address(const char *host, const char *port)
{
    struct addrinfo *found;
    struct addrinfo wanted = {.ai_family = AF_INET};
    if (getaddrinfo(host, port, &wanted, &found) != 0)
        exit(1);
    return found->ai_addr;
}
)";

constexpr bool isOfWord(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& values)
{
    std::string whole;
    std::size_t at = 0;
    for (std::size_t dollar; (dollar = text.find('$', at)) != std::string_view::npos;) {
        whole += text.substr(at, dollar - at);
        at = dollar + 1;
        while (at < text.size() && isOfWord(text[at]))
            ++at;
        const std::string_view name = text.substr(dollar + 1, at - dollar - 1);
        const auto value = values.find(name);
        TCPLAB_ASSURE(value != values.end() || name == "serve");
        whole += value != values.end() ? value->second : filled(kServe, values);
    }
    whole += text.substr(at);
    return whole;
}

void replaceAll(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// The headers that a program names itself stand with the others.
std::size_t endOfHeaders(std::string_view program)
{
    const std::size_t last = program.rfind("#include");
    return last == std::string_view::npos ? 0 : program.find('\n', last) + 1;
}

}  // namespace

std::uint16_t lineOf(std::string_view source, std::string_view word)
{
    std::size_t at = source.find(word);
    while (at != std::string_view::npos && at > 0 && isOfWord(source[at - 1]))
        at = source.find(word, at + 1);
    if (at == std::string_view::npos)
        return 0;
    return static_cast<std::uint16_t>(1 + std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::string wholeSource(std::string_view program, const std::map<std::string, std::string, std::less<>>& values, bool v6)
{
    const std::size_t headers = endOfHeaders(program);
    std::string whole = std::string(kBegin) + std::string(program.substr(0, headers)) + std::string(kDeclaration) +
                        filled(program.substr(headers), values) + std::string(kEnd);
    if (v6)
        for (const auto& [from, to] :
             {std::pair{"sockaddr_in)", "sockaddr_in6)"}, std::pair{"AF_INET", "AF_INET6"}, std::pair{"\"0.0.0.0\"", "\"::\""}})
            replaceAll(whole, from, to);
    return whole;
}

std::string addressInC(std::string_view target)
{
    const std::size_t colon = std::min(target.rfind(':'), target.size());
    std::string_view host = target.substr(0, colon);
    if (host.size() > 2 && host.front() == '[')
        host = host.substr(1, host.size() - 2);
    return fmt::format("address({}, {})", quotedInC(host), quotedInC(target.substr(std::min(colon + 1, target.size()))));
}

std::string anyAddressInC(std::uint16_t port) { return fmt::format("address(\"0.0.0.0\", \"{}\")", port); }

std::string quotedInC(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x20 || octet == 0x7f)
            quoted += fmt::format("\\{:03o}", octet);
        else if (c == '"' || c == '\\')
            quoted += {'\\', c};
        else
            quoted += c;
    }
    return quoted + '"';
}

std::string timeInC(Duration duration)
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    return fmt::format("&(struct timespec){{{}, {}}}", nanoseconds(duration) / kSecond, nanoseconds(duration) % kSecond);
}

}  // namespace tcplab
