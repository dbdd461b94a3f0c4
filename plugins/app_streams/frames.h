// Frames as HTTP/2 has them (RFC 9113 §4.1), of the two kinds that are needed here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/octets.h"
#include "plugin/app.h"

namespace tcplab::app_streams {

struct Frame {
    enum class Type : std::uint8_t { Data = 0, Headers = 1 };
    static constexpr std::uint8_t kEndStream = 0x1;
    static constexpr std::uint8_t kEndHeaders = 0x4;
    static constexpr std::size_t kHeadOctets = 9;
    static constexpr std::size_t kPayloadMost = 16384;  // SETTINGS_MAX_FRAME_SIZE unless settled otherwise (§6.5.2)

    Type type = Type::Data;
    std::uint8_t flags = 0;
    std::uint32_t stream = 0;  // odd: opened by the client (§5.1.1)
    OctetView payload;

    bool endsStream() const { return (flags & kEndStream) != 0; }
};

void append(Octets& stream, const Frame& frame);
void append(Octets& stream, Frame::Type type, std::uint8_t flags, std::uint32_t id, std::string_view payload);

// Finds frames, however the stream cuts them.
class FrameReader {
public:
    void take(OctetView octets);
    // The next whole frame; its payload stays until the next call. Frames of other kinds are passed over.
    std::optional<Frame> next();
    // What comes is no frame that may be that long.
    bool broken() const { return broken_; }

private:
    Octets received_;
    std::size_t read_ = 0;  // octets of it
    bool broken_ = false;
};

std::unique_ptr<App> makeClient(const AppSetup& setup);
std::unique_ptr<App> makeServer(const AppSetup& setup);

}  // namespace tcplab::app_streams
