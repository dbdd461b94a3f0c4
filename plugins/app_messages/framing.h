// How messages are told apart in a stream of octets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugin/card.h"

namespace tcplab::app_messages {

class Framing {
public:
    explicit Framing(const Parameters& parameters);

    // The message as it goes into the stream. One that is longer than the framing can say is cut.
    std::string framed(const std::string& message) const;
    // Takes the next whole message out of what has been received; nothing while it is not whole.
    std::optional<std::string> next(std::string& received) const;

private:
    enum class Kind : std::uint8_t { None, Delimiter, LengthPrefix, FixedSize } kind_ = Kind::None;
    std::size_t fixedSize_;
};

}  // namespace tcplab::app_messages
