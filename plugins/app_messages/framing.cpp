#include "app_messages/framing.h"

namespace tcplab::app_messages {
namespace {

constexpr char kDelimiter = '\n';
constexpr std::size_t kPrefixOctets = 2;
constexpr std::size_t kLengthMax = 65535;

std::string take(std::string& received, std::size_t octets)
{
    std::string message = received.substr(0, octets);
    received.erase(0, octets);
    return message;
}

std::size_t lengthIn(const std::string& prefix)
{
    return static_cast<std::size_t>(static_cast<unsigned char>(prefix[0])) << 8 | static_cast<unsigned char>(prefix[1]);
}

}  // namespace

Framing::Framing(const Parameters& parameters) : fixedSize_(static_cast<std::size_t>(parameters.size("fixedSize")))
{
    const std::string& name = parameters.text("framing");
    if (name == "delimiter")
        kind_ = Kind::Delimiter;
    else if (name == "lengthPrefix")
        kind_ = Kind::LengthPrefix;
    else if (name == "fixedSize")
        kind_ = Kind::FixedSize;
}

std::string Framing::framed(const std::string& message) const
{
    switch (kind_) {
    case Kind::None: return message;
    case Kind::Delimiter: return message.substr(0, message.find(kDelimiter)) + kDelimiter;
    case Kind::LengthPrefix: {
        const std::string cut = message.substr(0, kLengthMax);
        return std::string{static_cast<char>(cut.size() >> 8), static_cast<char>(cut.size() & 0xff)} + cut;
    }
    case Kind::FixedSize: {
        std::string filled = message.substr(0, fixedSize_);
        filled.resize(fixedSize_, ' ');
        return filled;
    }
    }
    return {};
}

std::optional<std::string> Framing::next(std::string& received) const
{
    if (received.empty())
        return std::nullopt;
    switch (kind_) {
    case Kind::None: return take(received, received.size());
    case Kind::Delimiter: {
        const std::size_t end = received.find(kDelimiter);
        if (end == std::string::npos)
            return std::nullopt;
        std::string message = take(received, end + 1);
        message.pop_back();
        return message;
    }
    case Kind::LengthPrefix:
        if (received.size() < kPrefixOctets || received.size() < kPrefixOctets + lengthIn(received))
            return std::nullopt;
        return take(received, kPrefixOctets + lengthIn(received)).substr(kPrefixOctets);
    case Kind::FixedSize: {
        if (received.size() < fixedSize_)
            return std::nullopt;
        std::string message = take(received, fixedSize_);
        message.erase(message.find_last_not_of(' ') + 1);
        return message;
    }
    }
    return std::nullopt;
}

}  // namespace tcplab::app_messages
