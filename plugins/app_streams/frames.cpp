#include "app_streams/frames.h"

namespace tcplab::app_streams {

void append(Octets& stream, const Frame& frame)
{
    const auto length = static_cast<std::uint32_t>(frame.payload.size());
    for (const std::uint32_t octet : {length >> 16, length >> 8, length, std::uint32_t{static_cast<std::uint8_t>(frame.type)},
                                      std::uint32_t{frame.flags}, frame.stream >> 24, frame.stream >> 16, frame.stream >> 8, frame.stream})
        stream.push_back(static_cast<std::uint8_t>(octet));
    stream.insert(stream.end(), frame.payload.begin(), frame.payload.end());
}

void append(Octets& stream, Frame::Type type, std::uint8_t flags, std::uint32_t id, std::string_view payload)
{
    append(stream, {type, flags, id, {reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()}});
}

void FrameReader::take(OctetView octets)
{
    received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(read_));
    read_ = 0;
    received_.insert(received_.end(), octets.begin(), octets.end());
}

std::optional<Frame> FrameReader::next()
{
    while (!broken_) {
        const OctetView rest = OctetView(received_).subspan(read_);
        if (rest.size() < Frame::kHeadOctets)
            return std::nullopt;
        const std::size_t length = static_cast<std::size_t>(rest[0]) << 16 | static_cast<std::size_t>(rest[1]) << 8 | rest[2];
        broken_ = length > Frame::kPayloadMost;
        if (broken_ || rest.size() < Frame::kHeadOctets + length)
            return std::nullopt;
        read_ += Frame::kHeadOctets + length;
        // The first bit of the stream's number is reserved.
        const std::uint32_t stream = static_cast<std::uint32_t>(rest[5] & 0x7f) << 24 | static_cast<std::uint32_t>(rest[6]) << 16 |
                                     static_cast<std::uint32_t>(rest[7]) << 8 | rest[8];
        if (rest[3] <= static_cast<std::uint8_t>(Frame::Type::Headers))
            return Frame{static_cast<Frame::Type>(rest[3]), rest[4], stream, rest.subspan(Frame::kHeadOctets, length)};
    }
    return std::nullopt;
}

}  // namespace tcplab::app_streams
