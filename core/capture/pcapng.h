// pcapng files (draft-ietf-opsawg-pcapng), written by ourselves: libpcap reads them but cannot write them.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "base/octets.h"
#include "base/result.h"
#include "trace/trace.h"

namespace tcplab {

// Numbers of https://www.tcpdump.org/linktypes.html.
enum class CaptureLinkType : std::uint16_t { Ethernet = 1, RawIp = 101 };

// A stream of packets as one section with one interface; times in nanoseconds. What was written is a complete file
// after every packet. Errors stay in the stream's state.
class PcapngWriter {
public:
    // `epoch` is kStart in nanoseconds since 1970-01-01 UTC, >= 0. `out` outlives the writer.
    PcapngWriter(std::ostream& out, CaptureLinkType linkType, std::string_view interfaceName, std::int64_t epoch = 0);

    // `length` is what the packet took on the wire, >= octets.size(). An empty comment is left out.
    void write(Instant at, OctetView octets, std::uint32_t length, std::string_view comment = {});

private:
    std::ostream& out_;
    std::int64_t epoch_;
};

// What a capture at one host would have seen: the datagrams that leave it and those that arrive at it, each with the
// rule that sent it as comment; as frames where a link of the host is an Ethernet. One place only, because a datagram that is seen at both
// ends looks like a retransmission to Wireshark. With no host, every datagram where it was sent: right for a Trace that was itself captured
// at one place.
void writePcapng(const Trace& trace, HostId seenAt, std::ostream& out);

// The same to a file, which appears under its name only when it is complete. The Problem names the file.
Result<void> savePcapng(const Trace& trace, HostId seenAt, const std::string& path);

}  // namespace tcplab
