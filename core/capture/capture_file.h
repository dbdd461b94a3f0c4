// pcap and pcapng files into a Trace, through libpcap.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "trace/trace.h"

namespace tcplab {

// Every IPv4 datagram of the file is a PacketSent with Rule::Observed on the host that has its source address. Hosts
// are named by their addresses. TCP segments belong to the sender's end of their connection; a new SYN between the same
// endpoints begins a new connection. kStart is the earliest packet.
struct CaptureFile {
    std::shared_ptr<const Trace> trace;
    std::int64_t epoch = 0;  // kStart in nanoseconds since 1970-01-01 UTC
    std::size_t datagrams = 0;
    std::size_t leftOut = 0;        // packets that are no IPv4 datagrams (ARP, IPv6, …) or not whole ones
    std::vector<Problem> warnings;  // the file breaks off, or is read only in part
};

// Ethernet (with VLAN tags), raw IP, Linux cooked (both versions) and loopback captures. The Problem says what is wrong
// with a file of which nothing can be read.
Result<CaptureFile> readCapture(const std::string& path);

}  // namespace tcplab
