// A lab: everything that a run depends on, as plain data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/localized_text.h"
#include "base/value.h"
#include "wire/neighbour.h"
#include "wire/prefix.h"
#include "wire/tcp.h"

namespace tcplab {

// A plugin with the parameters that differ from its card's defaults.
struct PluginUse {
    std::string plugin;
    ValueMap parameters;

    friend bool operator==(const PluginUse&, const PluginUse&) = default;
};

// Where datagrams to a prefix go next. Over several neighbours the load is spread.
struct LabRoute {
    enum class Spread : std::uint8_t {
        Flow,    // each flow keeps to one neighbour, chosen by a hash of addresses, protocol and ports
        Packet,  // in turn: the classic cause of reordering
    };
    IpPrefix to;                   // nothing behind the prefix
    std::vector<std::string> via;  // at least one; hosts that a link joins with this one
    Spread spread = Spread::Flow;

    friend bool operator==(const LabRoute&, const LabRoute&) = default;
};

struct LabHost {
    std::string name;  // unique in the lab
    Ipv4Address address;
    std::int64_t mtu = 1500;
    PluginUse engine;
    std::vector<PluginUse> apps;
    std::optional<Ipv6Address> address6{};
    // Parameters of congestion controls that differ from their cards' defaults, by the controllers' ids; they hold for whichever
    // connection uses that controller.
    std::map<std::string, ValueMap> congestionControls{};
    // The longest prefix wins. What none names goes the shortest way by hops; of equal ones, over the link that comes first.
    std::vector<LabRoute> routes{};

    bool has(const IpAddress& one) const { return HostAddresses{address, address6}.has(one); }

    friend bool operator==(const LabHost&, const LabHost&) = default;
};

// A link joins two hosts; each direction is a chain of stages.
struct LabLink {
    enum class Layer : std::uint8_t {
        Ip,        // carries datagrams: each end knows the other
        Ethernet,  // the hosts ask each other for hardware addresses first, with ARP and neighbour discovery
    };
    std::string from;
    std::string to;
    std::vector<PluginUse> forward;   // from → to
    std::vector<PluginUse> backward;  // to → from
    Layer layer = Layer::Ip;

    friend bool operator==(const LabLink&, const LabLink&) = default;
};

// Which segments an edit touches, by meaning: it still finds them when the run before them changes.
// An absent field does not restrict.
struct SegmentPattern {
    std::string from;  // sending host
    std::string to;    // receiving host
    // A message about hardware addresses instead of a TCP segment; of what follows, only `nth` concerns it.
    std::optional<wire::LinkMessage::Kind> message;
    std::optional<std::uint16_t> fromPort;
    std::optional<std::uint16_t> toPort;
    std::optional<wire::TcpFlags> flags;  // exactly these
    std::optional<std::uint32_t> seq;     // relative to the direction's SYN (SYN = 0); first octet of the segment
    std::optional<std::uint32_t> ack;     // relative to the other direction's SYN
    std::optional<std::uint32_t> length;  // octets of payload
    std::int64_t nth = 1;                 // the n-th segment that matches all of the above, from 1; 0: every one

    friend bool operator==(const SegmentPattern&, const SegmentPattern&) = default;
};

struct LabEdit {
    enum class Action : std::uint8_t { Lose };
    Action action = Action::Lose;
    SegmentPattern segment;
    bool enabled = true;

    friend bool operator==(const LabEdit&, const LabEdit&) = default;
};

// What happens to a host or a link from outside.
struct LabEvent {
    enum class What : std::uint8_t {
        Exit,    // the host's programs end; the system closes their sockets
        Kill,    // they are killed, with the same effect on the network
        Crash,   // the host says nothing more; its programs and connections are gone
        Reboot,  // it starts anew, engine and programs, whether it had crashed or not
        Cut,     // a link loses what is on its way and what is sent over it, in both directions
        Return,  // it carries datagrams again
    };
    Duration at{};  // 0 … kLongestRun, since the start
    What what{};
    std::string host;      // Exit, Kill, Crash, Reboot
    std::size_t link = 0;  // Cut, Return: which of the lab's links

    bool isOfLink() const { return what == What::Cut || what == What::Return; }
    friend bool operator==(const LabEvent&, const LabEvent&) = default;
};

// An assertion on the Trace; analysis/checks.h tells the kinds and their arguments.
struct LabCheck {
    std::string kind;
    LocalizedText title;
    ValueMap arguments;

    friend bool operator==(const LabCheck&, const LabCheck&) = default;
};

struct LabView {
    std::string show = "timeline";  // the view to open first: timeline | graphs | queue
    std::optional<Duration> until;  // show time up to here; absent: all

    friend bool operator==(const LabView&, const LabView&) = default;
};

struct Lab {
    static constexpr int kVersion = 1;
    static constexpr Duration kLongestRun = std::chrono::hours(24 * 366);

    std::string id;  // "B1"
    LocalizedText title;
    LocalizedText story;     // paragraphs separated by an empty line
    std::uint64_t seed = 1;  // 0 … 2^63-1 in a file
    Duration duration{};     // the run ends here at the latest; above 0, at most kLongestRun
    std::vector<LabHost> hosts;
    std::vector<LabLink> links;
    std::vector<LabEvent> events;  // of one instant: in this order
    std::vector<LabEdit> edits;
    std::vector<LabCheck> checks;
    LabView view;

    friend bool operator==(const Lab&, const Lab&) = default;
};

}  // namespace tcplab
