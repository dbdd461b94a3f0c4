// The packets at a live session's door, written to a pcapng file while they pass.
#pragma once

#include <fstream>
#include <string>

#include "capture/pcapng.h"
#include "sim/live.h"

namespace tcplab {

class LiveRecording {
public:
    // Begins the file; a refusal names it. `device` is the interface's name in the recording.
    static tl::expected<std::unique_ptr<LiveRecording>, Refusal> begin(const std::string& path, const PacketIo& door,
                                                                       const std::string& device);

    void write(Instant at, OctetView packet) { writer_.write(at, packet, static_cast<std::uint32_t>(packet.size())); }
    // Says whether everything is in the file.
    tl::expected<void, Refusal> finish();

private:
    LiveRecording(const std::string& path, std::ofstream file, CaptureLinkType linkType, const std::string& device);

    std::string path_;
    std::ofstream file_;
    PcapngWriter writer_;
};

}  // namespace tcplab
