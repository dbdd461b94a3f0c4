#include "engine_tcp/settings.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace tcplab::engine_tcp {
namespace {

Profile profileNamed(const std::string& name)
{
    return name == "linux" ? Profile::Linux : name == "freebsd" ? Profile::FreeBsd : Profile::Rfc;
}

Duration given(const Parameters& p, const std::string& name, Duration otherwise) { return p.has(name) ? p.duration(name) : otherwise; }
std::int64_t given(const Parameters& p, const std::string& name, int otherwise) { return p.has(name) ? p.count(name) : otherwise; }

// "4096 131072 6291456"; what is no number ends the list.
std::vector<std::int64_t> numbers(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::int64_t> list;
    for (std::int64_t number = 0; stream >> number;)
        list.push_back(number);
    return list;
}

std::uint32_t octets(std::int64_t value) { return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 1, 1 << 30)); }

std::optional<std::uint32_t> optionalCount(const Parameters& p, const std::string& name)
{
    return p.has(name) ? std::optional(static_cast<std::uint32_t>(p.count(name))) : std::nullopt;
}

BufferSizes bufferSizes(const Parameters& p, const std::string& memory, const std::string& fixed)
{
    if (p.has(fixed)) {
        const std::uint32_t size = octets(p.size(fixed));
        return {size, size, size};
    }
    const std::vector<std::int64_t> sizes = numbers(p.text(memory));
    const std::int64_t least = sizes.empty() ? 4096 : sizes[0];
    const std::int64_t initial = std::max(least, sizes.size() > 1 ? sizes[1] : least);
    return {octets(least), octets(initial), octets(std::max(initial, sizes.size() > 2 ? sizes[2] : initial))};
}

PortRange portRange(const std::string& text)
{
    const std::vector<std::int64_t> range = numbers(text);
    const auto port = [&](std::size_t i, std::int64_t otherwise) {
        return static_cast<std::uint16_t>(std::clamp<std::int64_t>(i < range.size() ? range[i] : otherwise, 1, 65535));
    };
    const std::uint16_t first = port(0, 49152);
    return {first, std::max(first, port(1, 65535))};
}

Counterfactuals counterfactuals(const Parameters& p)
{
    Counterfactuals c;
    c.twoWayHandshake = p.boolean("twoWayHandshake");
    c.fixedIsn = p.boolean("fixedIsn");
    c.noTimeWait = p.boolean("noTimeWait");
    c.noSillyWindowAvoidance = p.boolean("noSillyWindowAvoidance");
    c.noRtoBackoff = p.boolean("noRtoBackoff");
    c.noCongestionControl = p.boolean("noCongestionControl");
    c.noPaws = p.boolean("noPaws");
    const std::string& finAck = p.text("finAck");
    c.finAck = finAck == "never merged"    ? Counterfactuals::FinAck::NeverMerged
               : finAck == "always merged" ? Counterfactuals::FinAck::AlwaysMerged
                                           : Counterfactuals::FinAck::Natural;
    return c;
}

}  // namespace

std::vector<Rule> Counterfactuals::rules() const
{
    const std::pair<bool, Rule> all[] = {{twoWayHandshake, Rule::LessonTwoWayHandshake},
                                         {fixedIsn, Rule::LessonFixedIsn},
                                         {noTimeWait, Rule::LessonNoTimeWait},
                                         {noSillyWindowAvoidance, Rule::LessonSillyWindows},
                                         {noRtoBackoff, Rule::LessonNoBackoff},
                                         {noCongestionControl, Rule::LessonNoCongestionControl},
                                         {noPaws, Rule::LessonNoPaws},
                                         {finAck == FinAck::NeverMerged, Rule::LessonFinApart},
                                         {finAck == FinAck::AlwaysMerged, Rule::LessonFinMerged}};
    std::vector<Rule> rules;
    for (const auto& [on, rule] : all)
        if (on)
            rules.push_back(rule);
    return rules;
}

Settings::Settings(const Parameters& p)
    : profile(profileNamed(p.text("profile"))), congestionControl(p.text("congestionControl")),
      initialWindowSegments(static_cast<std::uint32_t>(p.count("initialWindowSegments"))), initialRto(p.duration("initialRto")),
      minimumRto(given(p, "minimumRto",
                       profile == Profile::Rfc     ? Duration{1s}
                       : profile == Profile::Linux ? Duration{200ms}
                                                   : Duration{30ms})),
      maximumRto(given(p, "maximumRto",
                       profile == Profile::Rfc     ? Duration{60s}
                       : profile == Profile::Linux ? Duration{120s}
                                                   : Duration{64s})),
      rtoSlop(given(p, "rexmit_slop", profile == Profile::FreeBsd ? Duration{200ms} : Duration{})),
      delayedAck(given(p, "delayedAck", profile == Profile::Rfc ? Duration{200ms} : Duration{40ms})), timeWait(p.duration("timeWait")),
      userTimeout(p.duration("userTimeout")), noDelay(p.boolean("noDelay")), keepAlive(p.boolean("keepAlive")),
      limitedTransmit(p.boolean("limitedTransmit")), proportionalRateReduction(p.boolean("proportionalRateReduction")),
      pacing(p.boolean("tcp_pacing")), openingTimeout(given(p, "keepinit", profile == Profile::FreeBsd ? Duration{75s} : Duration{})),
      synRetries(static_cast<int>(given(p, "tcp_syn_retries",
                                        profile == Profile::Rfc     ? 7
                                        : profile == Profile::Linux ? 6
                                                                    : 12))),
      synAckRetries(static_cast<int>(p.count("tcp_synack_retries"))), retries1(static_cast<int>(p.count("tcp_retries1"))),
      retries2(static_cast<int>(p.count("tcp_retries2"))), orphanRetries(static_cast<int>(p.count("tcp_orphan_retries"))),
      finTimeout(p.duration("tcp_fin_timeout")), keepAliveTime(p.duration("tcp_keepalive_time")),
      keepAliveInterval(p.duration("tcp_keepalive_intvl")), keepAliveProbes(static_cast<int>(p.count("tcp_keepalive_probes"))),
      somaxconn(static_cast<std::size_t>(p.count("somaxconn"))), synBacklog(static_cast<std::size_t>(p.count("tcp_max_syn_backlog"))),
      timeWaitBuckets(static_cast<std::size_t>(p.count("tcp_max_tw_buckets"))),
      descriptors{static_cast<std::size_t>(p.count("RLIMIT_NOFILE")), static_cast<std::size_t>(p.count("file_max"))},
      synCookies(static_cast<int>(p.count("tcp_syncookies"))), abortOnOverflow(p.boolean("tcp_abort_on_overflow")),
      timeWaitReuse(p.count("tcp_tw_reuse") != 0), ports(portRange(p.text("ip_local_port_range"))),
      receiveMemory(bufferSizes(p, "tcp_rmem", "receiveBuffer")), sendMemory(bufferSizes(p, "tcp_wmem", "sendBuffer")),
      sendBufferFixed(p.has("sendBuffer")), receiveBufferFixed(p.has("receiveBuffer")),
      datagramBuffer(static_cast<std::uint32_t>(p.count("rmem_default"))), moderateReceiveBuffer(p.boolean("tcp_moderate_rcvbuf")),
      userTimeoutOption(p.boolean("userTimeoutOption")), windowScaling(p.boolean("tcp_window_scaling")), sack(p.boolean("tcp_sack")),
      dsack(p.boolean("tcp_dsack")), rack(p.count("tcp_recovery") != 0), tailLossProbe(p.count("tcp_early_retrans") >= 3),
      frto(p.count("tcp_frto") != 0), timestamps(static_cast<int>(p.count("tcp_timestamps"))),
      reordering(static_cast<int>(p.count("tcp_reordering"))), ecn(static_cast<int>(p.count("tcp_ecn"))),
      ecnRetries(static_cast<int>(given(p, "ecn_maxretries", profile == Profile::FreeBsd ? 1 : 0))), fastOpen(p.count("tcp_fastopen")),
      fastOpenKey(p.text("tcp_fastopen_key")), slowStartAfterIdle(p.boolean("tcp_slow_start_after_idle")),
      mtuProbing(static_cast<int>(p.count("tcp_mtu_probing"))), baseMss(static_cast<std::uint32_t>(p.count("tcp_base_mss"))),
      routeMtu(optionalCount(p, "routeMtu")), advertisedMss(optionalCount(p, "advmss")),
      fastOpenServers(static_cast<std::size_t>(p.count("tcp_fastopen_cookies"))),
      challengeAckLimit(static_cast<int>(p.count("tcp_challenge_ack_limit"))), invalidRateLimit(p.duration("tcp_invalid_ratelimit")),
      rfc1337(p.boolean("tcp_rfc1337")), standardUrgent(p.boolean("tcp_stdurg")), insecureReset(p.boolean("insecure_rst")),
      insecureSyn(p.boolean("insecure_syn")), dropSynFin(p.boolean("drop_synfin")), icmpMayReset(p.boolean("icmp_may_rst")),
      dropSynOptions(p.boolean("rexmit_drop_options")), notSentLowWater(static_cast<std::uint32_t>(p.count("tcp_notsent_lowat"))),
      minimumBurst(static_cast<std::uint32_t>(p.count("tcp_min_tso_segs"))), lesson(counterfactuals(p))
{}

}  // namespace tcplab::engine_tcp
