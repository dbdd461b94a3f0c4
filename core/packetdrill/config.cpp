#include "packetdrill/config.h"

#include <algorithm>

namespace tcplab::packetdrill {
namespace {

class ConfigReader {
public:
    Result<Config> read(const Script& script)
    {
        for (const ScriptOption& option : script.options) {
            option_ = &option;
            readOption();
        }
        if (problem_)
            return tl::unexpected(*problem_);
        if (!versionGiven_ && speaksIcmpv6(script))
            config_.ipVersion = Config::IpVersion::V6;
        setDefaultAddresses();
        return config_;
    }

private:
    void readOption()
    {
        const std::string& name = option_->name;
        if (name == "ip_version")
            readVersion();
        else if (name == "local_ip")
            localGiven_ = readAddress(config_.local);
        else if (name == "remote_ip")
            remoteGiven_ = readAddress(config_.remote);
        else if (name == "bind_port")
            config_.bindPort = static_cast<std::uint16_t>(readNumber(1, 65535));
        else if (name == "connect_port")
            config_.connectPort = static_cast<std::uint16_t>(readNumber(1, 65535));
        else if (name == "mtu")
            config_.mtu = static_cast<std::uint32_t>(readNumber(68, 65535));
        else if (name == "tolerance_usecs")
            config_.tolerance = std::chrono::microseconds(readNumber(0, 1'000'000'000));
        else if (name == "tolerance_percent")
            config_.tolerancePercent = readPercent();
        else if (name == "tcp_ts_tick_usecs")
            config_.timestampTick = std::chrono::microseconds(readNumber(0, 1'000'000'000));
        else if (name == "tcp_ts_ecr_scaled")
            config_.scaledEcho = true;
        else if (name == "strict_segments")
            config_.strictSegments = true;
        else if (name == "non_fatal")
            readNonFatal();
        else if (name == "dry_run")
            config_.dryRun = true;
        else
            readOther();
    }

    // Options about the tool and its device say nothing about TCP.
    void readOther()
    {
        static const std::vector<std::string> kSaysNothing{"define",          "verbose",        "mss",
                                                           "gateway_ip",      "netmask_ip",     "init_scripts",
                                                           "send_omit_free",  "tun_dev",        "persistent_tun_dev",
                                                           "speed",           "code_command",   "code_format",
                                                           "code_sockopt",    "debug",          "wire_client",
                                                           "wire_server",     "wire_server_ip", "wire_server_port",
                                                           "wire_client_dev", "wire_server_dev"};
        static const std::vector<std::string> kUnsupported{"udp_encapsulation", "tcp_md5_secret", "so_filename", "so_flags", "is_anyip"};
        const std::string& name = option_->name;
        if (std::find(kUnsupported.begin(), kUnsupported.end(), name) != kUnsupported.end())
            config_.unsupported = "--" + name;
        else if (std::find(kSaysNothing.begin(), kSaysNothing.end(), name) == kSaysNothing.end())
            fail({QT_TRANSLATE_NOOP("Sentence", "the option --{0} is not known"), name});
    }

    // "Packet too big" is a message of ICMPv6 only: who forgot the option means IPv6.
    static bool speaksIcmpv6(const Script& script)
    {
        return std::any_of(script.events.begin(), script.events.end(), [](const Event& event) {
            const auto* packet = std::get_if<Packet>(&event.what);
            const auto* icmp = packet ? std::get_if<IcmpMessage>(&packet->body) : nullptr;
            return icmp && icmp->type == "packet_too_big";
        });
    }

    void readVersion()
    {
        versionGiven_ = true;
        if (option_->value == "ipv4")
            config_.ipVersion = Config::IpVersion::V4;
        else if (option_->value == "ipv4-mapped-ipv6")
            config_.ipVersion = Config::IpVersion::Mapped;
        else if (option_->value == "ipv6")
            config_.ipVersion = Config::IpVersion::V6;
        else
            fail(QT_TRANSLATE_NOOP("Sentence", "--ip_version is ipv4, ipv4-mapped-ipv6 or ipv6"));
    }

    // A prefix length behind the address says how large the script's network is, which makes no difference here.
    bool readAddress(IpAddress& address)
    {
        const auto parsed = parseIpAddress(option_->value.substr(0, option_->value.find('/')));
        if (parsed)
            address = *parsed;
        else
            fail({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no IP address"), option_->value});
        return true;
    }

    std::int64_t readNumber(std::int64_t minimum, std::int64_t maximum)
    {
        char* end = nullptr;
        const long long value = std::strtoll(option_->value.c_str(), &end, 0);
        if (!option_->value.empty() && *end == '\0' && value >= minimum && value <= maximum)
            return value;
        fail({QT_TRANSLATE_NOOP("Sentence", "--{0} needs a number between {1} and {2}"), option_->name, minimum, maximum});
        return minimum;
    }

    double readPercent()
    {
        char* end = nullptr;
        const double value = std::strtod(option_->value.c_str(), &end);
        if (!option_->value.empty() && *end == '\0' && value >= 0 && value <= 1000)
            return value;
        fail({QT_TRANSLATE_NOOP("Sentence", "--{0} needs a number between {1} and {2}"), option_->name, 0, 1000});
        return 0;
    }

    void readNonFatal()
    {
        config_.packetsMayDiffer = option_->value.find("packet") != std::string::npos;
        config_.callsMayDiffer = option_->value.find("syscall") != std::string::npos;
    }

    void setDefaultAddresses()
    {
        const bool v6 = config_.ipVersion == Config::IpVersion::V6;
        if (!localGiven_)
            config_.local = *parseIpAddress(v6 ? "fd3d:fa7b:d17d::1" : "192.168.0.1");
        if (!remoteGiven_)
            config_.remote = *parseIpAddress(v6 ? "2001:db8::1" : "192.0.2.1");
    }

    void fail(Sentence sentence)
    {
        if (!problem_)
            problem_ = Problem{{}, option_->place.line, option_->place.column, {}, std::move(sentence)};
    }

    Config config_;
    const ScriptOption* option_ = nullptr;
    std::optional<Problem> problem_;
    bool versionGiven_ = false, localGiven_ = false, remoteGiven_ = false;
};

}  // namespace

// The last octets tell one from the other.
Ipv4Address v4Of(const IpAddress& address)
{
    return address.isV4()
               ? address.v4()
               : Ipv4Address{0x0a000000 | static_cast<std::uint32_t>((address.high() >> 32 & 0xffff) << 8 | (address.low() & 0xff))};
}

std::optional<Ipv6Address> v6Of(const IpAddress& address) { return address.isV4() ? std::nullopt : std::optional(address.v6()); }

Result<Config> configOf(const Script& script) { return ConfigReader().read(script); }

}  // namespace tcplab::packetdrill
