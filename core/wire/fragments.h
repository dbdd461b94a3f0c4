// Fragments of datagrams: taken apart and put together (RFC 791 §3.2, RFC 8200 §4.5).
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "wire/ip.h"

namespace tcplab::wire {

// The fragments of a datagram that has neither options nor extension headers, each of at most `mtu` octets: room for a header and
// 8 octets at least. A router of IPv4 may take a fragment apart again (RFC 791 §3.2), with the identification that it has. IPv4's
// "don't fragment" is for the caller to heed; one that fits is returned as it is.
std::vector<Octets> fragmentsOf(OctetView datagram, std::size_t mtu, std::uint32_t identification);

// What one host has of datagrams that come in fragments. Memory is bounded whatever comes: kDatagramsMax datagrams of at
// most 64 KiB; when another begins, the one that waits longest is given up.
class Reassembly {
public:
    static constexpr Duration kPatience = 60s;  // from the first fragment on: RFC 1122 §3.3.2, RFC 8200 §4.5
    static constexpr std::size_t kDatagramsMax = 64;
    static constexpr std::size_t kFragmentsMax = 8192;  // of one datagram: as many as 65,535 octets have units of 8
    static constexpr std::size_t kQuotedMax = 548;      // octets of the first fragment that are kept for an ICMP error

    enum class Verdict : std::uint8_t {
        Waiting,       // for the rest
        Whole,         // the datagram is there
        Repeated,      // nothing new in it
        Malformed,     // its length is no multiple of 8, or it reaches behind 65,535 octets: the fragment is dropped
        Inconsistent,  // overlap in IPv6 (RFC 5722), two ends, or ECN that cannot be told (RFC 3168 §5.3): all of it is dropped,
                       // and what follows of it
    };
    struct Taken {
        Verdict verdict = Verdict::Waiting;
        Octets datagram;  // when Whole: with a fresh header, without options and extension headers
    };
    // `fragment.fragment` is there. `tag` is the caller's name for this fragment.
    Taken take(Instant now, const IpDatagram& fragment, OctetView octets, std::uint32_t tag);

    // A datagram that is given up, because its time is over or room was needed.
    struct GivenUp {
        IpAddress source;
        IpAddress destination;
        std::vector<std::uint32_t> tags;  // of the fragments that came
        Octets first;                     // the beginning of its first fragment, when that came: then the sender is told (RFC 1122
                                          // §3.3.2); nobody is when this is empty
    };
    // To be called until there are none: after each take(), and when the time of nextWake() has come.
    std::optional<GivenUp> nextGivenUp(Instant now);
    // kNever when no datagram is waited for.
    Instant nextWake() const;

    std::size_t size() const { return datagrams_.size(); }

private:
    struct Key {
        IpAddress source, destination;
        std::uint32_t identification = 0;
        std::uint8_t protocol = 0;  // 0 in IPv6, where the identification says all (RFC 8200 §4.5)

        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Range {
        std::uint32_t begin = 0, end = 0;
    };
    struct Partial {
        Key key;
        Instant begun;
        bool dropped = false;  // inconsistent: what follows is swallowed until its time is over
        Octets payload;
        std::vector<Range> ranges;                // that are there, in order, with gaps between
        std::optional<std::uint32_t> end;         // of the payload, once the last fragment came
        IpFields fields;                          // of the first fragment
        bool marked = false, unmarkable = false;  // CE seen, Not-ECT seen
        Octets first;
        std::vector<std::uint32_t> tags;
    };

    Partial& partialOf(Instant now, const Key& key);
    void remove(const Partial& partial);
    static Verdict add(Partial& partial, const IpDatagram& fragment);
    static void insert(std::vector<Range>& ranges, Range range);
    static Octets whole(const Partial& partial);

    std::vector<Partial> datagrams_;  // the oldest first
    std::vector<GivenUp> givenUp_;
};

}  // namespace tcplab::wire
