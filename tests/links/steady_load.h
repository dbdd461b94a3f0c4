// Datagrams at a constant distance, for queues that react to a load that lasts.
#pragma once

#include <functional>

#include "links/stage_under_test.h"
#include "wire/checksum.h"

namespace tcplab {

// 1500 octets with a right IP header, DSCP 40 and these ECN bits. `flow` goes where TCP and UDP have the source port.
inline PacketBuffer ectDatagram(bool six, std::uint8_t ecn = 2, std::uint16_t flow = 1)
{
    Octets datagram(1500, 0x11);
    const std::uint8_t trafficClass = static_cast<std::uint8_t>(0xa0 | ecn);
    const std::size_t header = six ? 40 : 20;
    const std::uint16_t length = static_cast<std::uint16_t>(six ? 1460 : 1500);
    if (six) {
        datagram[0] = static_cast<std::uint8_t>(0x60 | trafficClass >> 4);
        datagram[1] = static_cast<std::uint8_t>(trafficClass << 4);
        datagram[4] = static_cast<std::uint8_t>(length >> 8), datagram[5] = static_cast<std::uint8_t>(length);
        datagram[6] = 17;
    } else {
        datagram[0] = 0x45, datagram[1] = trafficClass;
        datagram[2] = static_cast<std::uint8_t>(length >> 8), datagram[3] = static_cast<std::uint8_t>(length);
        datagram[6] = 0x40, datagram[7] = 0;
        datagram[9] = 17;
        datagram[10] = datagram[11] = 0;
        wire::ChecksumSum sum;
        sum.add(OctetView(datagram).subspan(0, 20));
        datagram[10] = static_cast<std::uint8_t>(sum.checksum() >> 8), datagram[11] = static_cast<std::uint8_t>(sum.checksum());
    }
    datagram[header] = static_cast<std::uint8_t>(flow >> 8), datagram[header + 1] = static_cast<std::uint8_t>(flow);
    return datagram;
}

// One copy of `datagram` every `distance` until `end`; `left` sees each that the stage releases meanwhile.
inline void offerSteadily(StageUnderTest& link, Duration distance, Duration end, const PacketBuffer& datagram,
                          const std::function<void(const TransitPacket&)>& left = {})
{
    std::uint32_t number = 0;
    for (Instant now = kStart; now < kStart + end; now += distance) {
        while (link.stage().nextRelease() <= now) {
            const TransitPacket packet = link.stage().release(link.stage().nextRelease());
            if (left)
                left(packet);
        }
        link.stage().offer(now, {datagram, EventId(number++)});
    }
}

inline std::vector<Drop> dropsUnderLoad(StageUnderTest& link, Duration distance, Duration end)
{
    offerSteadily(link, distance, end, ectDatagram(false, 0));
    return link.drops();
}

}  // namespace tcplab
