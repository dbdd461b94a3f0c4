#include "support/ordeal.h"

#include <algorithm>

#include <fmt/format.h>

#include "all_plugins.h"
#include "analysis/segment.h"
#include "wire/icmp.h"

namespace tcplab::test {
namespace {

constexpr Ipv4Address kAddresses[] = {Ipv4Address{0x0a000001}, Ipv4Address{0x0a000002}};
const Ipv6Address kAddresses6[] = {*parseIpv6("fd00::1"), *parseIpv6("fd00::2")};
constexpr std::uint16_t kPorts[] = {7000, 80};
constexpr Duration kAtMost = std::chrono::hours(24 * 365);
constexpr std::size_t kStepsMost = 400'000;

template <std::size_t N>
auto oneOf(RandomStream& random, const std::array<const char*, N>& choices)
{
    return Value{std::string(choices[random.below(N)])};
}

Value count(RandomStream& random, std::int64_t from, std::int64_t to)
{
    return Value{from + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(to - from + 1)))};
}

Duration upTo(RandomStream& random, Duration most)
{
    return Duration(1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most.count()))));
}

std::string asText(const Value& value)
{
    if (const auto* on = std::get_if<bool>(&value.is))
        return *on ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value.is))
        return std::to_string(*number);
    return std::get<std::string>(value.is);
}

// Small more often than large, as losses and sizes are.
double small(RandomStream& random, double most) { return most * random.uniform() * random.uniform(); }

}  // namespace

Ordeal::Ordeal(std::uint64_t seed, bool recordsAll) : seed_(seed), recordsAll_(recordsAll), attacker_(seed, "attacker") { decide(); }

// --- what the seed decides

void Ordeal::decide()
{
    RandomStream random(seed_, "ordeal");
    const bool v6 = random.chance(0.2);
    for (std::size_t i = 0; i < 2; ++i) {
        hosts_[i].address = v6 ? IpAddress(kAddresses6[i]) : IpAddress(kAddresses[i]);
        decideHost(hosts_[i], random);
    }
    decideNetwork(random);
    decidePrograms(random);
    attacks_ = random.chance(0.15) ? 0.05 : 0;
    decideStart(random);
}

void Ordeal::decideHost(Host& host, RandomStream& random)
{
    ValueMap& given = host.given;
    const auto sometimes = [&](double probability, const char* name, Value value) {
        if (random.chance(probability))
            given[name] = std::move(value);
    };
    given["profile"] = oneOf<3>(random, {"rfc", "linux", "freebsd"});
    given["congestionControl"] =
        oneOf<9>(random, {"cc_tahoe", "cc_reno", "cc_newreno", "cc_cubic", "cc_bbr", "cc_vegas", "cc_dctcp", "cc_none", "cc_aimd"});
    // Nobody gives up before the network had its chance.
    given["tcp_syn_retries"] = given["tcp_synack_retries"] = given["tcp_retries2"] = given["tcp_orphan_retries"] = Value{std::int64_t{60}};
    given["maximumRto"] = Value{std::string("4 s")};
    sometimes(0.3, "tcp_sack", Value{false});
    sometimes(0.2, "tcp_dsack", Value{false});
    sometimes(0.7, "tcp_timestamps", count(random, 0, 2));
    sometimes(0.3, "tcp_window_scaling", Value{false});
    sometimes(0.6, "tcp_ecn", count(random, 0, 2));
    sometimes(0.3, "tcp_recovery", Value{std::int64_t{0}});
    sometimes(0.3, "tcp_early_retrans", Value{std::int64_t{0}});
    sometimes(0.2, "tcp_frto", Value{std::int64_t{0}});
    sometimes(0.2, "proportionalRateReduction", Value{false});
    sometimes(0.2, "limitedTransmit", Value{false});
    sometimes(0.2, "tcp_slow_start_after_idle", Value{false});
    sometimes(0.2, "tcp_mtu_probing", count(random, 1, 2));
    sometimes(0.2, "tcp_pacing", Value{true});
    sometimes(0.3, "noDelay", Value{true});
    sometimes(0.1, "keepAlive", Value{true});
    sometimes(0.3, "initialWindowSegments", count(random, 1, 30));
    sometimes(0.3, "minimumRto", Value{std::string("20 ms")});
    sometimes(0.2, "delayedAck", Value{std::string("0 ns")});
    sometimes(0.3, "receiveBuffer", Value{formatSize(1 + static_cast<std::int64_t>(small(random, 30'000)))});
    sometimes(0.3, "sendBuffer", Value{formatSize(1 + static_cast<std::int64_t>(small(random, 30'000)))});
    given["tcp_fastopen"] = Value{std::int64_t{random.chance(0.5) ? 0x605 | 2 : 3}};
    host.mtu = random.chance(0.5) ? 1500 : static_cast<std::uint32_t>((host.address.isV4() ? 100 : 1280) + random.below(8000));
}

void Ordeal::decideNetwork(RandomStream& random)
{
    const bool gentle = random.chance(0.2);
    const bool narrow = random.chance(0.1);
    if (gentle && random.chance(0.3))
        hosts_[1].given["tcp_syncookies"] = Value{std::int64_t{2}};
    for (NetworkHabits& network : networks_) {
        network.delay = upTo(random, random.chance(0.2) ? Duration{500ms} : Duration{30ms});
        if (gentle)  // RFC 4987 §3.6: with cookies, a lost ACK may cost the connection
            continue;
        network.jitter = random.chance(0.5) ? upTo(random, 2 * network.delay) : Duration::zero();
        network.stray = random.chance(0.1) ? small(random, 0.02) : 0;
        network.loss = random.chance(0.7) ? small(random, 0.25) : 0;
        network.duplication = random.chance(0.4) ? small(random, 0.3) : 0;
        network.damage = random.chance(0.4) ? small(random, 0.15) : 0;
        network.mark = random.chance(0.4) ? small(random, 0.5) : 0;
        if (narrow)
            network.mtu = (hosts_[0].address.isV4() ? 100 : 1280) + random.below(1400);
    }
}

void Ordeal::decidePrograms(RandomStream& random)
{
    using Program = StreamProgram;
    const bool fast = random.chance(0.15), crossed = !fast && random.chance(0.08);
    programs_[0].role = fast ? Program::Role::ConnectsFast : Program::Role::Connects;
    programs_[1].role = crossed ? Program::Role::Connects : Program::Role::Listens;
    const bool polite = random.chance(0.8);
    for (std::size_t i = 0; i < 2; ++i) {
        Program::Habits& program = programs_[i];
        program.toSend = static_cast<std::size_t>(small(random, random.chance(0.05) ? 300'000 : random.chance(0.5) ? 20'000 : 500));
        const std::size_t pieceMost = 1 + static_cast<std::size_t>(small(random, 20'000));
        program.pieceMost = std::max(pieceMost, program.toSend / 200);
        if (random.chance(0.5)) {
            program.dawdles = small(random, 0.5);
            program.pauseMost = upTo(random, random.chance(0.1) ? Duration{10s} : Duration{100ms});
        }
        program.fiddles = random.chance(0.3) ? 0.2 : 0;
        program.local = {hosts_[i].address, i == 1 || crossed ? kPorts[i] : std::uint16_t{0}};
        program.remote = {hosts_[1 - i].address, kPorts[1 - i]};
        if (!polite) {
            program.ending = static_cast<Program::Ending>(random.below(4));
            program.patience = 300s;
        }
    }
    for (std::size_t i = 0; i < 2; ++i)
        programs_[i].toExpect = programs_[1 - i].toSend;
}

// Sequence numbers are 4 µs of the clock apart (RFC 9293 §3.4.1): the clock decides where they begin, and it can be set so that they
// wrap within the connection. Timestamps count milliseconds of the same clock.
void Ordeal::decideStart(RandomStream& random)
{
    const std::int64_t ago = 1 + static_cast<std::int64_t>(random.below(2 * programs_[0].toSend + 100));
    if (random.chance(0.4)) {
        wrapsAt_ = random.below(2);
        build(start_);
        play(true);
        if (const auto first = hosts_[wrapsAt_].firstSequence)
            start_ += ((std::int64_t{1} << 32) - std::int64_t{first->value()} - ago % 5000) * Duration{4us};
    } else if (random.chance(0.3)) {
        start_ += (std::int64_t{1} << 32) * Duration{1ms} - ago * Duration{1ms};
    }
    start_ = std::max(start_, kStart);
}

// --- the world

void Ordeal::build(Instant start)
{
    now_ = start;
    flying_ = {};
    failure_.clear();
    for (std::size_t i = 0; i < 2; ++i) {
        Host& host = hosts_[i];
        host.engine.reset();
        host.trace = std::make_unique<Trace>();
        host.recorder = std::make_unique<Recorder>(*host.trace, std::size_t{16} << 20, recordsAll_ ? 60'000'000 : 1);
        const HostId id = host.recorder->addHost(i == 0 ? "A" : "B", kAddresses[i]);
        EngineSetup setup{id,
                          kAddresses[i],
                          kAddresses6[i],
                          host.mtu,
                          normalize(allPlugins().card("engine_tcp")->parameters, host.given).value(),
                          RandomStream(seed_, i == 0 ? "engine A" : "engine B"),
                          *host.recorder,
                          allPlugins()};
        host.engine = std::make_unique<engine_tcp::TcpEngine>(setup);
        host.program = std::make_unique<StreamProgram>(*host.engine, programs_[i], StreamText(seed_ * 2 + i), StreamText(seed_ * 2 + 1 - i),
                                                       RandomStream(seed_, i == 0 ? "program A" : "program B"));
        host.network = std::make_unique<BadNetwork>(networks_[i], RandomStream(seed_, i == 0 ? "network A" : "network B"));
    }
}

std::string Ordeal::run()
{
    build(start_);
    return play(false);
}

std::string Ordeal::play(bool untilFirstSequence)
{
    const Instant end = now_ + kAtMost;
    // Who listens begins, or the first SYN would be refused.
    for (const std::size_t i : {std::size_t{1}, std::size_t{0}}) {
        hosts_[i].program->act(call(i));
        settle(i);
    }
    for (std::size_t steps = 0; failure_.empty(); ++steps) {
        const auto next = nextInstant();
        if (!next || (untilFirstSequence && hosts_[wrapsAt_].firstSequence))
            break;
        if (steps == kStepsMost || *next > end) {
            fail(steps == kStepsMost ? "it does not end: too many steps" : "it does not end within a year");
            break;
        }
        now_ = std::max(now_, *next);
        step();
    }
    return failure_.empty() && !untilFirstSequence ? verdict() : failure_;
}

std::optional<Instant> Ordeal::nextInstant() const
{
    Instant next = flying_.empty() ? kNever : flying_.top().at;
    for (const Host& host : hosts_) {
        next = std::min(next, host.engine->nextWake());
        next = std::min(next, host.program->finished() ? kNever : host.program->wake() == kStart ? kNever : host.program->wake());
    }
    return next == kNever ? std::nullopt : std::optional(next);
}

void Ordeal::step()
{
    if (!flying_.empty() && flying_.top().at <= now_) {
        const Flying packet = flying_.top();
        flying_.pop();
        arrive(packet.to, packet.datagram);
        if (attacks_ > 0 && attacker_.chance(attacks_))
            attack(packet.to);
        return;
    }
    for (std::size_t i = 0; i < 2; ++i) {
        if (hosts_[i].engine->nextWake() <= now_)
            hosts_[i].engine->timeHasCome(now_);
        else if (!hosts_[i].program->finished() && hosts_[i].program->wake() <= now_)
            hosts_[i].program->act(call(i));
        else
            continue;
        return settle(i);
    }
}

CallContext Ordeal::call(std::size_t at) { return {now_, hosts_[at].recorder->record(now_, {HostId(0)}, {Rule::Program}, CallBegun{})}; }

void Ordeal::arrive(std::size_t to, const Octets& datagram)
{
    Host& host = hosts_[to];
    host.engine->packetArrived(now_, datagram, host.recorder->packetArrived(now_, {HostId(0)}, {Rule::Observed}, {}, datagram),
                               wire::Checksums::Check);
    settle(to);
}

// The driver's duty, and then the question whether everything is as it has to be.
void Ordeal::settle(std::size_t at)
{
    Host& host = hosts_[at];
    while (const auto packet = host.engine->nextPacket(now_))
        sent(at, *packet);
    for (Notice notice; host.engine->nextNotice(notice);)
        host.program->notice(now_, notice);
    if (const std::string broken = host.engine->inconsistency(); !broken.empty())
        fail(fmt::format("host {}: {}", at == 0 ? "A" : "B", broken));
    if (!host.program->failure().empty())
        fail(fmt::format("program {}: {}", at == 0 ? "A" : "B", host.program->failure()));
}

void Ordeal::sent(std::size_t at, const OutgoingPacket& packet)
{
    Host& host = hosts_[at];
    ++datagrams_;
    host.sentSize = std::max(host.sentSize, packet.datagram.size());
    const auto ip = wire::parseIp(packet.datagram);
    const auto segment = ip ? wire::parseTcp(ip->payload, ip->source, ip->destination) : tl::unexpected(wire::Malformed{});
    if (!ip || !ip->checksumCorrect || (ip->protocol == wire::kProtocolTcp && (!segment || !segment->checksumCorrect)))
        return fail("a datagram is sent that is not well formed");
    if (packet.datagram.size() > host.mtu)
        return fail(fmt::format("a datagram of {} octets is sent over a link of {}", packet.datagram.size(), host.mtu));
    if (segment && segment->fields.flags.syn() && !host.firstSequence)
        host.firstSequence = segment->fields.seq;
    for (BadNetwork::Arrival& arrival : host.network->carry(packet.datagram))
        flying_.push({now_ + arrival.after, nextNumber_++, arrival.back ? at : 1 - at, std::move(arrival.datagram)});
}

// Somebody who knows the ports, and nearly the numbers, but does not see the segments (RFC 5961): nothing of it may do harm.
void Ordeal::attack(std::size_t at)
{
    Host& host = hosts_[at];
    const auto look = host.engine->look(now_, host.program->socket());
    if (!look || look->state == TcpState::Closed || look->variables.rcvWnd < 3)
        return;
    const ConnectionVariables& v = look->variables;
    wire::TcpFields fields;
    fields.sourcePort = look->remote.port;
    fields.destinationPort = look->local.port;
    fields.seq = v.rcvNxt + 1 + static_cast<std::uint32_t>(attacker_.below(v.rcvWnd - 1));
    fields.ack = v.sndUna;
    fields.window = 1000;
    Octets payload;
    switch (attacker_.below(5)) {
    case 0: fields.flags = wire::TcpFlags(wire::TcpFlags::kRst); break;
    case 1: fields.flags = wire::TcpFlags(wire::TcpFlags::kRst | wire::TcpFlags::kAck); break;
    case 2: fields.flags = wire::TcpFlags(wire::TcpFlags::kSyn); break;
    case 3:  // data that acknowledge what was never sent
        fields.flags = wire::TcpFlags(wire::TcpFlags::kAck);
        fields.ack = v.sndNxt + 1 + static_cast<std::uint32_t>(attacker_.below(1u << 30));
        payload.assign(100, 'x');
        break;
    default:  // data that are not in the window
        fields.flags = wire::TcpFlags(wire::TcpFlags::kAck);
        fields.seq = v.rcvNxt + 2'000'000'000u;
        payload.assign(100, 'x');
    }
    const std::uint8_t version = wire::versionOf(host.address);
    const std::size_t header = wire::ipHeaderOctets(version) + wire::kTcpHeaderOctets;
    Octets datagram(header);
    wire::emitIp({look->remote.address, look->local.address, wire::kProtocolTcp}, wire::kTcpHeaderOctets + payload.size(), datagram.data());
    wire::emitTcp(fields, look->remote.address, look->local.address, payload, datagram.data() + wire::ipHeaderOctets(version));
    datagram.insert(datagram.end(), payload.begin(), payload.end());
    arrive(at, datagram);
}

// --- the end

void Ordeal::fail(const std::string& what)
{
    if (failure_.empty())
        failure_ = fmt::format("at {:.6f} s: {}", seconds(now_ - start_), what);
}

bool Ordeal::polite() const
{
    return std::all_of(programs_.begin(), programs_.end(),
                       [](const StreamProgram::Habits& program) { return program.ending == StreamProgram::Ending::Polite; });
}

std::size_t Ordeal::octetsDelivered() const { return hosts_[0].program->received() + hosts_[1].program->received(); }

std::string Ordeal::verdict() const
{
    for (std::size_t i = 0; i < 2; ++i) {
        const Host& host = hosts_[i];
        const char name = i == 0 ? 'A' : 'B';
        const StreamProgram& program = *host.program;
        if (!program.finished())
            return fmt::format("nothing happens any more, but program {} waits: it has sent {} of {}, and received {} of {} octets", name,
                               program.sent(), programs_[i].toSend, program.received(), programs_[i].toExpect);
        if (host.engine->connectionCount() > 0)
            return fmt::format("host {} keeps {} connections that nobody needs", name, host.engine->connectionCount());
        if (polite() && program.error() != Errno::None)
            return fmt::format("the polite program {} got error {}", name, static_cast<int>(program.error()));
        if (polite() && (!program.sawEnd() || program.received() != programs_[i].toExpect))
            return fmt::format("program {} received {} of {} octets", name, program.received(), programs_[i].toExpect);
    }
    return {};
}

std::string Ordeal::conditions() const
{
    std::string text = fmt::format("seed {}, the clock begins at {:.6f} s\n", seed_, seconds(start_));
    for (std::size_t i = 0; i < 2; ++i) {
        const NetworkHabits& n = networks_[i];
        const StreamProgram::Habits& p = programs_[i];
        text += fmt::format("{}: MTU {}", i == 0 ? 'A' : 'B', hosts_[i].mtu);
        for (const auto& [name, value] : hosts_[i].given)
            text += fmt::format(", {} {}", name, asText(value));
        text += fmt::format(
            "\n   network: delay {:.3f} ms, jitter {:.3f} ms, stray {:.3f}, loss {:.3f}, duplication {:.3f}, damage {:.3f}, "
            "mark {:.3f}, MTU {}\n",
            seconds(n.delay) * 1e3, seconds(n.jitter) * 1e3, n.stray, n.loss, n.duplication, n.damage, n.mark, n.mtu);
        text += fmt::format("   program: role {}, ending {}, {} octets in pieces of {}, dawdles {:.3f} for {:.3f} ms, fiddles {}\n",
                            static_cast<int>(p.role), static_cast<int>(p.ending), p.toSend, p.pieceMost, p.dawdles,
                            seconds(p.pauseMost) * 1e3, p.fiddles);
    }
    return text;
}

std::string Ordeal::story() const
{
    std::string text;
    for (const Host& host : hosts_) {
        const Trace& trace = *host.trace;
        for (std::size_t i = 0; i < trace.size(); ++i) {
            const Event& event = trace[i];
            text += fmt::format("{:14.6f} {} {} {}", seconds(event.at - start_), &host == &hosts_[0] ? 'A' : 'B', event.body.index(),
                                textOf(event.rule).name);
            if (const TracePacket* packet = trace.packetOf(event))
                if (const auto segment = segmentOf(*packet)) {
                    const wire::TcpFields& f = segment->fields;
                    text += fmt::format(" {}>{} flags {:#x} seq {} ack {} length {} window {}", f.sourcePort, f.destinationPort,
                                        f.flags.bits(), f.seq.value(), f.ack.value(), segment->payloadOctets, f.window);
                    for (std::size_t block = 0; block < f.options.sackCount; ++block)
                        text += fmt::format(" {}-{}", f.options.sack[block].left.value(), f.options.sack[block].right.value());
                }
            if (const auto* change = std::get_if<StateChanged>(&event.body))
                text += fmt::format(" {} to {}", name(change->from), name(change->to));
            if (const auto* timer = std::get_if<TimerSet>(&event.body))
                text += fmt::format(" {} until {:.6f}", name(timer->timer), seconds(timer->deadline - start_));
            if (const auto* timer = std::get_if<TimerFired>(&event.body))
                text += fmt::format(" {}", name(timer->timer));
            if (const auto* timer = std::get_if<TimerCancelled>(&event.body))
                text += fmt::format(" {}", name(timer->timer));
            text += '\n';
        }
    }
    return text;
}

}  // namespace tcplab::test
