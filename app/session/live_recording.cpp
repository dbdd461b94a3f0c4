#include "session/live_recording.h"

#include <cerrno>
#include <chrono>
#include <cstring>

namespace tcplab {
namespace {

Sentence tried(const std::string& path) { return {QT_TRANSLATE_NOOP("Sentence", "Recording to {0}"), path}; }

std::int64_t nanosecondsSince1970()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

tl::expected<std::unique_ptr<LiveRecording>, Refusal> LiveRecording::begin(const std::string& path, const PacketIo& door,
                                                                           const std::string& device)
{
    errno = 0;
    std::ofstream file(path, std::ios::binary);
    if (!file)
        return tl::unexpected(
            Refusal{tried(path), Sentence::asItIs(std::strerror(errno)), QT_TRANSLATE_NOOP("Sentence", "name a file that can be written")});
    const auto linkType = door.linkLayer() == LinkLayer::Ethernet ? CaptureLinkType::Ethernet : CaptureLinkType::RawIp;
    return std::unique_ptr<LiveRecording>(new LiveRecording(path, std::move(file), linkType, device));
}

LiveRecording::LiveRecording(const std::string& path, std::ofstream file, CaptureLinkType linkType, const std::string& device)
    : path_(path), file_(std::move(file)), writer_(file_, linkType, device, nanosecondsSince1970())
{}

tl::expected<void, Refusal> LiveRecording::finish()
{
    errno = 0;
    file_.close();
    if (!file_)
        return tl::unexpected(Refusal{tried(path_),
                                      {QT_TRANSLATE_NOOP("Sentence", "it is not complete: {0}"), std::string(std::strerror(errno))},
                                      QT_TRANSLATE_NOOP("Sentence", "make room on the disk")});
    return {};
}

}  // namespace tcplab
