#include "script_run/facts.h"

#include <algorithm>
#include <array>

namespace tcplab::script_run {
namespace {

using Facts = packetdrill::Evaluator::Facts;

std::int64_t microseconds(Duration duration) { return duration.count() / 1000; }
std::int64_t milliseconds(Duration duration) { return duration.count() / 1'000'000; }

// Linux's numbers, in the order of TcpState; FreeBSD's names get the same ones, as scripts only compare names.
constexpr std::array<std::int64_t, kTcpStateCount> kStateNumbers{7, 10, 2, 3, 1, 4, 5, 8, 11, 9, 6};

std::int64_t numberOf(TcpState state) { return kStateNumbers[static_cast<std::size_t>(state)]; }

constexpr std::int64_t kTimestamps = 1, kSack = 2, kWindowScale = 4, kEcn = 8, kEcnSeen = 16, kSynData = 32;

void addConstants(Facts& facts)
{
    using State = TcpState;
    const std::pair<const char*, State> states[] = {
        {"TCP_CLOSE", State::Closed},
        {"TCP_LISTEN", State::Listen},
        {"TCP_SYN_SENT", State::SynSent},
        {"TCP_SYN_RECV", State::SynReceived},
        {"TCP_ESTABLISHED", State::Established},
        {"TCP_FIN_WAIT1", State::FinWait1},
        {"TCP_FIN_WAIT2", State::FinWait2},
        {"TCP_CLOSE_WAIT", State::CloseWait},
        {"TCP_CLOSING", State::Closing},
        {"TCP_LAST_ACK", State::LastAck},
        {"TCP_TIME_WAIT", State::TimeWait},
        {"TCPI_CLOSED", State::Closed},
        {"TCPI_LISTEN", State::Listen},
        {"TCPI_SYN_SENT", State::SynSent},
        {"TCPI_SYN_RECEIVED", State::SynReceived},
        {"TCPI_ESTABLISHED", State::Established},
        {"TCPI_FIN_WAIT_1", State::FinWait1},
        {"TCPI_FIN_WAIT_2", State::FinWait2},
        {"TCPI_CLOSE_WAIT", State::CloseWait},
        {"TCPI_CLOSING", State::Closing},
        {"TCPI_LAST_ACK", State::LastAck},
        {"TCPI_TIME_WAIT", State::TimeWait},
    };
    for (const auto& [name, state] : states)
        facts[name] = numberOf(state);
    const std::pair<const char*, CongestionState> congestion[] = {
        {"TCP_CA_Open", CongestionState::Open},         {"TCP_CA_Disorder", CongestionState::Disorder},
        {"TCP_CA_CWR", CongestionState::WindowReduced}, {"TCP_CA_Recovery", CongestionState::Recovery},
        {"TCP_CA_Loss", CongestionState::Loss},
    };
    for (const auto& [name, state] : congestion)
        facts[name] = static_cast<std::int64_t>(state);
    facts["TCPI_OPT_TIMESTAMPS"] = kTimestamps;
    facts["TCPI_OPT_SACK"] = kSack;
    facts["TCPI_OPT_WSCALE"] = kWindowScale;
    facts["TCPI_OPT_ECN"] = kEcn;
    facts["TCPI_OPT_ECN_SEEN"] = kEcnSeen;
    facts["TCPI_OPT_SYN_DATA"] = kSynData;
}

std::int64_t optionsOf(const ConnectionLook& look)
{
    return (look.timestamps ? kTimestamps : 0) | (look.selectiveAck ? kSack : 0) | (look.windowScaling ? kWindowScale : 0) |
           (look.ecn ? kEcn : 0) | (look.ecnSeen ? kEcnSeen : 0) | (look.synDataAcknowledged ? kSynData : 0);
}

void addCounts(Facts& facts, const ConnectionLook& look)
{
    facts["tcpi_state"] = numberOf(look.state);
    facts["tcpi_ca_state"] = static_cast<std::int64_t>(look.congestionState);
    facts["tcpi_options"] = optionsOf(look);
    facts["tcpi_snd_wscale"] = look.sendWindowScale;
    facts["tcpi_rcv_wscale"] = look.receiveWindowScale;
    facts["tcpi_retransmits"] = look.retransmits;
    facts["tcpi_probes"] = look.probes;
    facts["tcpi_backoff"] = look.backoff;
    facts["tcpi_snd_mss"] = look.sendMss;
    facts["tcpi_rcv_mss"] = look.receiveMss;
    facts["tcpi_advmss"] = look.advertisedMss;
    facts["tcpi_pmtu"] = look.pathMtu;
    facts["tcpi_unacked"] = look.unacknowledgedSegments;
    facts["tcpi_sacked"] = look.sackedSegments;
    facts["tcpi_lost"] = look.lostSegments;
    facts["tcpi_retrans"] = look.retransmittedSegments;
    facts["tcpi_fackets"] = 0;
    facts["tcpi_snd_cwnd"] = look.cwndSegments;
    facts["tcpi_snd_ssthresh"] = look.ssthreshSegments;
    facts["tcpi_rcv_ssthresh"] = look.variables.rcvWnd;
    facts["tcpi_rcv_space"] = look.receiveSpace;
    facts["tcpi_snd_wnd"] = look.variables.sndWnd;
    facts["tcpi_rcv_wnd"] = look.variables.rcvWnd;
    facts["tcpi_reordering"] = look.reordering;
    facts["tcpi_reord_seen"] = look.reorderingSeen;
    facts["tcpi_total_retrans"] = look.totalRetransmissions;
    facts["tcpi_notsent_bytes"] = look.notSent;
    facts["tcpi_delivered"] = static_cast<std::int64_t>(look.delivered);
    facts["tcpi_delivered_ce"] = static_cast<std::int64_t>(look.deliveredMarked);
    facts["tcpi_segs_out"] = static_cast<std::int64_t>(look.segmentsSent);
    facts["tcpi_segs_in"] = static_cast<std::int64_t>(look.segmentsReceived);
    facts["tcpi_data_segs_out"] = static_cast<std::int64_t>(look.dataSegmentsSent);
    facts["tcpi_data_segs_in"] = static_cast<std::int64_t>(look.dataSegmentsReceived);
    facts["tcpi_bytes_sent"] = static_cast<std::int64_t>(look.octetsSent);
    facts["tcpi_bytes_retrans"] = static_cast<std::int64_t>(look.octetsRetransmitted);
    facts["tcpi_bytes_acked"] = static_cast<std::int64_t>(look.octetsAcknowledged);
    facts["tcpi_bytes_received"] = static_cast<std::int64_t>(look.octetsReceived);
    facts["tcpi_dsack_dups"] = look.duplicateSacks;
    facts["tcpi_rcv_ooopack"] = look.outOfOrderReceived;
}

void addTimes(Facts& facts, const ConnectionLook& look)
{
    // The kernel's word for "no sample yet".
    constexpr std::int64_t kNoSample = 0xffffffff;
    facts["tcpi_rto"] = microseconds(look.variables.rto);
    facts["tcpi_ato"] = microseconds(look.delayedAck);
    facts["tcpi_rtt"] = microseconds(look.variables.srtt);
    facts["tcpi_rttvar"] = microseconds(look.variables.rttvar);
    facts["tcpi_min_rtt"] = look.minimumRtt ? microseconds(*look.minimumRtt) : kNoSample;
    facts["tcpi_last_data_sent"] = milliseconds(look.sinceDataSent);
    facts["tcpi_last_data_recv"] = milliseconds(look.sinceDataReceived);
    facts["tcpi_last_ack_recv"] = milliseconds(look.sinceAckReceived);
    facts["tcpi_busy_time"] = microseconds(look.busy);
    facts["tcpi_rwnd_limited"] = microseconds(look.windowLimited);
    facts["tcpi_sndbuf_limited"] = microseconds(look.sendBufferLimited);
    // Octets a second in the kernel's fields.
    facts["tcpi_pacing_rate"] = look.variables.pacingRate / 8;
    facts["tcpi_delivery_rate"] = look.deliveryRate / 8;
    facts["tcpi_delivery_rate_app_limited"] = look.deliveryRateApplicationLimited ? 1 : 0;
}

}  // namespace

Facts factsOf(const std::optional<ConnectionLook>& look)
{
    Facts facts;
    addConstants(facts);
    const ConnectionLook seen = look.value_or(ConnectionLook{});
    addCounts(facts, seen);
    addTimes(facts, seen);
    for (const auto& [name, value] : seen.readings)
        facts[name] = static_cast<std::int64_t>(value);
    return facts;
}

}  // namespace tcplab::script_run
