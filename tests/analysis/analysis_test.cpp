// Traces written by hand, and what analysis makes of them: paths, spans, curves, reasons, verdicts.
#include <QtTest>

#include <set>

#include "analysis/checks.h"
#include "analysis/exchange.h"
#include "analysis/explain.h"
#include "analysis/series.h"
#include "lab/lab.h"
#include "trace/errno.h"
#include "trace/recorder.h"
#include "wire/ip.h"

using namespace tcplab;

namespace {

constexpr Ipv4Address kClient{0x0a000001};
constexpr Ipv4Address kServer{0x0a000002};
constexpr std::uint32_t kClientIss = 0xfffffff0u;  // so that relative numbers cross 2^32
constexpr std::uint32_t kServerIss = 5000;

Octets datagram(bool fromClient, std::string_view flags, std::uint32_t seq, std::uint32_t ack, std::size_t payload = 0)
{
    wire::TcpFields fields;
    fields.sourcePort = fromClient ? 49152 : 80;
    fields.destinationPort = fromClient ? 80 : 49152;
    fields.flags = wire::parseTcpFlags(flags).value();
    fields.seq = SeqNumber(fromClient ? kClientIss : kServerIss) + seq;
    fields.ack = fields.flags.ack() ? SeqNumber(fromClient ? kServerIss : kClientIss) + ack : SeqNumber();
    fields.window = 1000;
    const Ipv4Address from = fromClient ? kClient : kServer;
    const Ipv4Address to = fromClient ? kServer : kClient;
    const Octets data(payload, 'x');
    Octets octets(wire::kIpv4HeaderOctets + wire::kTcpHeaderOctets + payload);
    wire::Ipv4Fields ip;
    ip.protocol = wire::kProtocolTcp, ip.source = from, ip.destination = to;
    wire::emitIpv4(ip, octets.size() - wire::kIpv4HeaderOctets, octets.data());
    wire::emitTcp(fields, from, to, data, octets.data() + wire::kIpv4HeaderOctets);
    std::copy(data.begin(), data.end(), octets.end() - static_cast<std::ptrdiff_t>(payload));
    return octets;
}

Instant at(int milliseconds) { return kStart + Duration(std::chrono::milliseconds(milliseconds)); }

// A client whose second message is lost once; 10 ms each way.
struct Story {
    std::unique_ptr<Trace> trace = std::make_unique<Trace>();
    Recorder recorder;
    HostId client, server;
    LinkId link;
    ConnectionId clientEnd, listener, serverEnd;
    EventId connect, syn, lost, again, fired, setAgain;

    explicit Story(std::size_t payloadBudget = 1 << 20) : recorder(*trace, payloadBudget)
    {
        client = recorder.addHost("client", kClient);
        server = recorder.addHost("server", kServer);
        link = recorder.addLink("client>server", client, server);
        clientEnd = recorder.addConnection(client, {kClient, 49152}, {kServer, 80});
        listener = recorder.addConnection(server, {{}, 80}, {});
        serverEnd = recorder.addConnection(server, {kServer, 80}, {kClient, 49152});
        open();
        data();
    }

    EventId carry(int ms, bool fromClient, Rule rule, EventId parent, const Octets& octets, EventId original = {},
                  std::uint16_t transmission = 1)
    {
        const Where from = fromClient ? Where{client, clientEnd} : Where{server, serverEnd};
        const EventId sent = recorder.packetSent(at(ms), from, {rule, parent}, octets, original, transmission);
        recorder.packetArrived(at(ms + 10), {fromClient ? server : client}, {Rule::LinkDelivers, sent}, sent, octets);
        return sent;
    }

    void open()
    {
        recorder.record(at(0), {server, listener}, {Rule::TcpPassiveOpen}, StateChanged{TcpState::Closed, TcpState::Listen});
        connect =
            recorder.record(at(0), {client, clientEnd}, {Rule::Program}, CallBegun{recorder.text("connect(10.0.0.2:80)"), SocketId(3)});
        recorder.record(at(0), {client, clientEnd}, {Rule::TcpActiveOpen, connect}, StateChanged{TcpState::Closed, TcpState::SynSent});
        syn = carry(0, true, Rule::TcpActiveOpen, connect, datagram(true, "SYN", 0, 0));
        recorder.record(at(10), {server, serverEnd}, {Rule::TcpSynReceived, syn}, StateChanged{TcpState::Listen, TcpState::SynReceived});
        const EventId synAck = carry(10, false, Rule::TcpSynReceived, syn, datagram(false, "SYN,ACK", 0, 1));
        recorder.record(at(20), {client, clientEnd}, {Rule::TcpSynAcknowledged, synAck},
                        StateChanged{TcpState::SynSent, TcpState::Established});
        recorder.record(at(20), {client, clientEnd}, {Rule::CallReturns, synAck}, CallReturned{connect, 0, 0});
        const EventId ack = carry(20, true, Rule::TcpSynAcknowledged, synAck, datagram(true, "ACK", 1, 1));
        recorder.record(at(30), {server, serverEnd}, {Rule::TcpHandshakeDone, ack},
                        StateChanged{TcpState::SynReceived, TcpState::Established});
    }

    void data()
    {
        const EventId send =
            recorder.record(at(100), {client, clientEnd}, {Rule::Program}, CallBegun{recorder.text("send(300)"), SocketId(3)});
        recorder.record(at(100), {client, clientEnd}, {Rule::TcpAccepted, send}, BytesAccepted{100, 11});
        recorder.record(at(100), {client, clientEnd}, {Rule::TcpAccepted, send}, BytesAccepted{300, 33});
        const EventId first = carry(100, true, Rule::TcpSendData, send, datagram(true, "ACK", 1, 1, 100));
        variables(100, Rule::TcpSendData, first, 1460, 100);
        const EventId set =
            recorder.record(at(100), {client, clientEnd}, {Rule::TcpRtoSet, first}, TimerSet{at(1100), TimerKind::Retransmission});
        lost = recorder.packetSent(at(101), {client, clientEnd}, {Rule::TcpSendData, send}, datagram(true, "PSH,ACK", 101, 1, 200));
        recorder.packetDropped(at(105), {}, {Rule::EditLoses, lost}, lost, link, "edit");
        recorder.record(at(110), {server, serverEnd}, {Rule::TcpDelivered, first}, BytesDelivered{100, 11});
        const EventId ack = carry(110, false, Rule::TcpAckSecond, first, datagram(false, "ACK", 1, 101));
        variables(120, Rule::CcSlowStart, ack, 2920, 200);
        setAgain = recorder.record(at(120), {client, clientEnd}, {Rule::TcpRtoRestart, ack}, TimerSet{at(1120), TimerKind::Retransmission});
        (void)set;
        fired = recorder.record(at(1120), {client, clientEnd}, {Rule::TcpTimerFires, setAgain},
                                TimerFired{setAgain, TimerKind::Retransmission});
        again = carry(1120, true, Rule::TcpTimeout, fired, datagram(true, "PSH,ACK", 101, 1, 200), lost, 2);
        variables(1120, Rule::TcpTimeout, again, 1460, 200);
        recorder.record(at(1130), {server, serverEnd}, {Rule::TcpDelivered, again}, BytesDelivered{300, 33});
        recorder.record(at(1131), {server, serverEnd}, {Rule::Program}, CallBegun{recorder.text("recv(100)"), SocketId(4)});
    }

    void variables(int ms, Rule rule, EventId parent, std::uint32_t cwnd, std::uint32_t flight)
    {
        ConnectionVariables v;
        v.iss = SeqNumber(kClientIss), v.irs = SeqNumber(kServerIss);
        v.sndUna = v.iss + 1, v.sndNxt = v.iss + 301, v.rcvNxt = v.irs + 1;
        v.cwnd = cwnd, v.ssthresh = ms < 1000 ? 0xffffffffu : 2920, v.sndWnd = 1000, v.flight = flight, v.rto = 1s;
        recorder.variablesChanged(at(ms), {client, clientEnd}, {rule, parent}, v);
    }
};

Verdict judged(const Trace& trace, std::string kind, ValueMap arguments)
{
    Lab lab;
    lab.checks.push_back({std::move(kind), {}, std::move(arguments)});
    const auto verdicts = evaluateChecks(lab, trace);
    TCPLAB_ASSURE(verdicts && verdicts->size() == 1);
    return verdicts->front();
}

Value text(const char* t) { return {std::string(t)}; }
Value number(std::int64_t n) { return {n}; }
Value list(std::vector<Value> values) { return {ValueList(values.begin(), values.end())}; }

std::set<std::string> wordsOf(std::string_view sentence)
{
    std::set<std::string> words;
    for (std::size_t open = 0; (open = sentence.find('{', open)) != std::string_view::npos; ++open)
        words.emplace(sentence.substr(open + 1, sentence.find('}', open) - open - 1));
    return words;
}

}  // namespace

struct CheckCase {
    const char* name;
    const char* kind;
    ValueMap right;   // passes
    const char* key;  // with this argument replaced it fails
    Value wrong;
};
Q_DECLARE_METATYPE(CheckCase)

class AnalysisTest : public QObject {
    Q_OBJECT

private slots:
    // Either address names the host, and the segment is read also when its payload was cut.
    void hostsWithIpv6HavePathsToo()
    {
        Trace trace;
        Recorder recorder(trace, 0);
        const Ipv6Address from = *parseIpv6("fd00::1"), to = *parseIpv6("fd00::2");
        const HostId client = recorder.addHost("client", kClient, from), server = recorder.addHost("server", to);
        wire::TcpFields fields;
        fields.sourcePort = 49152;
        fields.destinationPort = 80;
        Octets octets(wire::kIpv6HeaderOctets + wire::kTcpHeaderOctets + 1000);
        wire::emitIp({from, to, wire::kProtocolTcp}, octets.size() - wire::kIpv6HeaderOctets, octets.data());
        wire::emitTcp(fields, from, to, Octets(1000), octets.data() + wire::kIpv6HeaderOctets);
        recorder.packetObserved(at(0), {}, octets, static_cast<std::uint32_t>(octets.size()));
        QVERIFY(trace.packet(0).captured < octets.size());

        const Exchange exchange = exchangeOf(trace);
        QVERIFY(exchange.segments[0].from == client && exchange.segments[0].to == server);
        QCOMPARE(format(exchange.segments[0].toEndpoint), std::string("[fd00::2]:80"));
        QCOMPARE(exchange.segments[0].payloadOctets, 1000u);
    }

    void segmentsHaveTheirPaths()
    {
        const Story story;
        const Exchange exchange = exchangeOf(*story.trace);
        QCOMPARE(exchange.segments.size(), std::size_t{7});
        const SegmentPath& syn = exchange.segments[0];
        QVERIFY(syn.sent == story.syn && syn.arrived.valid() && !syn.lost());
        QVERIFY(syn.from == story.client && syn.to == story.server);
        QCOMPARE(*syn.ends - syn.leaves, Duration(10ms));
        QCOMPARE(syn.relativeSeq, 0u);
        QCOMPARE(exchange.segments[1].relativeAck, 1u);
        const SegmentPath& lost = exchange.segments[4];
        QVERIFY(lost.lost());
        QVERIFY(*lost.ends == at(105));
        QCOMPARE(lost.relativeSeq, 101u);
        QCOMPARE(lost.payloadOctets, 200u);
        const SegmentPath& again = exchange.segments[6];
        QVERIFY(again.original == story.lost);
        QCOMPARE(again.transmission, std::uint16_t{2});
        QCOMPARE(exchange.typicalTransit, Duration(10ms));
        QVERIFY(exchange.end == at(1131));
    }

    void aCutPayloadKeepsItsLength()
    {
        const Story story(0);
        const Exchange exchange = exchangeOf(*story.trace);
        QCOMPARE(story.trace->packet(4).captured, 128u);
        QCOMPARE(exchange.segments[4].payloadOctets, 200u);
        QCOMPARE(exchange.segments[4].relativeSeq, 101u);
    }

    void spansBeginAndEnd()
    {
        const Story story;
        const Exchange exchange = exchangeOf(*story.trace);
        QCOMPARE(exchange.states.size(), std::size_t{5});
        QVERIFY(exchange.states[1].state == TcpState::SynSent && exchange.states[1].until == at(20));
        QVERIFY(exchange.states[3].state == TcpState::Established && exchange.states[3].until == exchange.end);
        QCOMPARE(exchange.calls[0].call, std::string("connect(10.0.0.2:80)"));
        QCOMPARE(exchange.calls[0].result, std::string("0"));
        QVERIFY(exchange.calls[0].until == at(20));
        QVERIFY(exchange.calls[2].result.empty() && exchange.calls[2].until == exchange.end);
        QCOMPARE(exchange.timers.size(), std::size_t{2});
        QVERIFY(!exchange.timers[0].fired && exchange.timers[0].until == at(120) && exchange.timers[0].ended == story.setAgain);
        QVERIFY(exchange.timers[1].fired && exchange.timers[1].until == at(1120));
    }

    void aPatternNamesWhatIsCharacteristic()
    {
        const Story story;
        const Exchange exchange = exchangeOf(*story.trace);
        const SegmentPattern syn = patternFor(exchange, *story.trace, 0);
        QVERIFY((syn == SegmentPattern{"client", "server", {}, {}, {}, wire::parseTcpFlags("SYN"), {}, {}, {}, 1}));
        const SegmentPattern ack = patternFor(exchange, *story.trace, 5);
        QVERIFY((ack == SegmentPattern{"server", "client", {}, {}, {}, wire::parseTcpFlags("ACK"), {}, 101, 0, 1}));
        const SegmentPattern again = patternFor(exchange, *story.trace, 6);
        QVERIFY((again == SegmentPattern{"client", "server", {}, {}, {}, wire::parseTcpFlags("PSH,ACK"), 101, {}, 200, 2}));
    }

    void relativeNumbersNearTheNearestSyn()
    {
        InitialNumbers numbers;
        const Endpoint a{kClient, 1}, b{kServer, 2};
        QCOMPARE(numbers.relativeSeq(a, b, SeqNumber(77)), 77u);
        numbers.add(a, b, SeqNumber(100));
        numbers.add(a, b, SeqNumber(90));
        QCOMPARE(numbers.relativeSeq(a, b, SeqNumber(101)), 1u);
        QCOMPARE(numbers.relativeSeq(a, b, SeqNumber(95)), 5u);
        QCOMPARE(numbers.relativeSeq(b, a, SeqNumber(95)), 95u);
    }

    void curvesFollowTheVariables()
    {
        const Story story;
        const std::vector<Sample> cwnd = seriesOf(*story.trace, story.clientEnd, Variable::Cwnd);
        QCOMPARE(cwnd.size(), std::size_t{3});
        QCOMPARE(cwnd[1].value, 2920.0);
        QVERIFY(cwnd[1].at == at(120));
        QCOMPARE(seriesOf(*story.trace, story.clientEnd, Variable::Ssthresh).size(), std::size_t{1});
        QVERIFY(seriesOf(*story.trace, story.clientEnd, Variable::Srtt).empty());
        QCOMPARE(seriesOf(*story.trace, story.clientEnd, Variable::SndNxt).front().value, 301.0);
        QVERIFY(seriesOf(*story.trace, story.serverEnd, Variable::Cwnd).empty());
        QVERIFY(variablesAt(*story.trace, story.clientEnd, at(99)) == nullptr);
        QCOMPARE(variablesAt(*story.trace, story.clientEnd, at(119))->cwnd, 1460u);
        QCOMPARE(variablesAt(*story.trace, story.clientEnd, at(120))->cwnd, 2920u);
        for (const std::string& variable : variableNames())
            QCOMPARE(std::string(name(*variableNamed(variable))), variable);
    }

    // A link doubles a segment, and an edit or a queue loses one of the two: each end is a path of its own, and the pattern of each finds
    // the segment that was sent.
    void whatEndsTwiceHasTwoPaths()
    {
        Story story;
        const Octets octets = datagram(true, "PSH,ACK", 301, 1, 50);
        Recorder& recorder = story.recorder;
        const EventId sent = recorder.packetSent(at(2000), {story.client, story.clientEnd}, {Rule::TcpSendData, story.again}, octets);
        recorder.record(at(2001), {}, {Rule::LinkDuplicates, sent}, PacketAltered{sent, story.link, recorder.text("link_duplicate")});
        const EventId later = story.carry(2002, true, Rule::TcpSendData, story.again, datagram(true, "PSH,ACK", 351, 1, 50));
        const EventId first = recorder.packetArrived(at(2010), {story.server}, {Rule::LinkDelivers, sent}, sent, octets);
        const EventId second = recorder.packetArrived(at(2015), {story.server}, {Rule::LinkDelivers, sent}, sent, octets);
        const EventId old = recorder.packetDropped(at(2015), {story.server}, {Rule::TcpAckUnacceptable, second}, sent, {}, "tcp");
        const EventId third = recorder.packetDropped(at(2016), {}, {Rule::QueueFull, sent}, sent, story.link, "link_rate");
        const Exchange exchange = exchangeOf(*story.trace);

        const auto from = exchange.segments.end() - 4;
        QVERIFY(from[0].sent == sent && from[1].sent == sent && from[2].sent == sent && from[3].sent == later);
        QVERIFY(!from[0].isCopy && from[1].isCopy && from[2].isCopy && !from[3].isCopy);
        QVERIFY(from[0].arrived == first && !from[0].dropped.valid());
        QVERIFY(from[1].arrived == second && from[1].dropped == old && !from[1].lost());
        QVERIFY(from[2].dropped == third && from[2].lost());
        const std::size_t index = exchange.segments.size() - 4;
        QVERIFY(patternFor(exchange, *story.trace, index + 1) == patternFor(exchange, *story.trace, index));
        QVERIFY(!(patternFor(exchange, *story.trace, index + 3) == patternFor(exchange, *story.trace, index)));
    }

    void reasonsNameCausesAndEffects()
    {
        const Story story;
        const Explanation timeout = explain(*story.trace, story.again);
        QVERIFY(timeout.rule == Rule::TcpTimeout);
        QCOMPARE(timeout.facts.at("try"), std::string("2"));
        QVERIFY(timeout.causes == std::vector<EventId>{story.fired});
        QVERIFY(timeout.effects.size() >= 2);
        const std::string sentence = fillIn(textOf(timeout.rule).sentence, timeout.facts);
        QVERIFY2(sentence.find("(try 2)") != std::string::npos, sentence.c_str());
    }

    // What a variable or a state says of the same rule is told by the segment beside it.
    void factsAreFoundBesideTheEvent()
    {
        const Story story;
        const Trace& trace = *story.trace;
        std::map<std::string, std::string> facts;
        for (std::uint32_t i = 0; i < trace.size(); ++i) {
            const EventId id(i);
            for (const auto& [word, fact] : explain(trace, id).facts)
                facts[std::string(textOf(trace[id].rule).name) + " " + word + " " + std::to_string(trace[id].body.index())] = fact;
        }
        QCOMPARE(facts.at("tcp.rto.retransmit try 9"), std::string("2"));  // VariablesChanged
        QCOMPARE(facts.at("tcp.rto.set rto 6"), std::string("1 s"));
        QCOMPARE(facts.at("tcp.delivered bytes 11"), std::string("200"));
        QCOMPARE(facts.at("tcp.accepted bytes 12"), std::string("200"));
    }

    void everyWordOfEveryRuleHasAFact()
    {
        for (std::size_t r = 0; r < ruleCount(); ++r) {
            Story story;
            const Rule rule = static_cast<Rule>(r);
            Recorder& recorder = story.recorder;
            const Where where{story.client, story.clientEnd};
            const Cause cause{rule, story.again};
            const Octets octets = datagram(true, "ACK", 101, 1, 200);
            std::vector<EventId> events{
                recorder.packetSent(at(1200), where, cause, octets, story.lost, 3),
                recorder.packetArrived(at(1200), where, cause, story.again, octets),
                recorder.packetDropped(at(1200), where, cause, story.again, story.link, "tcp"),
                recorder.record(at(1200), where, cause, StateChanged{TcpState::Established, TcpState::FinWait1}),
                recorder.record(at(1200), where, cause, TimerSet{at(3200), TimerKind::Retransmission}),
                recorder.record(at(1200), where, cause, QueueFilled{story.link, recorder.text("link_rate"), 2, 3000}),
                recorder.record(at(1200), where, cause, BytesDelivered{400, 1}),
                recorder.record(at(1200), where, cause, Note{recorder.text("note")}),
                recorder.record(at(1200), where, cause, PacketAltered{story.again, story.link, recorder.text("link_red")}),
            };
            for (const EventId event : events) {
                const Explanation explanation = explain(*story.trace, event);
                for (const std::string& word : wordsOf(textOf(rule).sentence))
                    QVERIFY2(explanation.facts.contains(word) && explanation.facts.find(word)->second != "?",
                             (std::string(textOf(rule).name) + " {" + word + "}").c_str());
                const std::string sentence = fillIn(textOf(rule).sentence, explanation.facts);
                QVERIFY2(sentence.find('{') == std::string::npos, sentence.c_str());
            }
        }
    }

    void sentencesAreFilledInOnce()
    {
        QCOMPARE(fillIn("a {x} b {y} {x}", {{"x", "{y}"}, {"y", "2"}}), std::string("a {y} b 2 {y}"));
        QCOMPARE(fillIn("{} {unknown} {open", {}), std::string("{} {unknown} {open"));
    }

    void checksPassAndFail_data()
    {
        QTest::addColumn<CheckCase>("check");
        const Value client = text("client"), server = text("server");
        const std::vector<CheckCase> cases{
            {"count", "segments", {{"from", client}, {"minLength", number(1)}, {"count", number(3)}}, "count", number(2)},
            {"length", "segments", {{"from", client}, {"length", number(200)}, {"count", number(2)}}, "length", number(100)},
            {"flags", "segments", {{"from", client}, {"flags", text("SYN")}, {"count", number(1)}}, "flags", text("ACK")},
            {"flagsInclude",
             "segments",
             {{"from", server}, {"flagsInclude", text("SYN")}, {"count", number(1)}},
             "flagsInclude",
             text("FIN")},
            {"flagsExclude",
             "segments",
             {{"from", server}, {"flagsExclude", text("SYN")}, {"count", number(1)}},
             "flagsExclude",
             text("FIN")},
            {"lost", "segments", {{"from", client}, {"lost", number(1)}}, "lost", number(0)},
            {"at",
             "segments",
             {{"from", client}, {"length", number(200)}, {"at", list({text("101 ms"), text("1120 ms")})}},
             "at",
             list({text("101 ms"), text("1121 ms")})},
            {"arrive", "segments", {{"from", client}, {"length", number(200)}, {"arrive", text("1130 ms")}}, "arrive", text("1131 ms")},
            {"seq",
             "segments",
             {{"from", client}, {"minLength", number(1)}, {"seq", list({number(1), number(101), number(101)})}},
             "seq",
             list({number(1), number(101)})},
            {"ack", "segments", {{"from", server}, {"ack", list({number(1), number(101)})}}, "ack", list({number(1), number(100)})},
            {"windows", "segments", {{"from", server}, {"windows", list({number(1000), number(1000)})}}, "windows", number(1000)},
            {"transmissions",
             "segments",
             {{"from", client}, {"onlySeq", number(101)}, {"transmissions", list({number(1), number(2)})}},
             "onlySeq",
             number(1)},
            {"sameSeq", "segments", {{"from", client}, {"length", number(200)}, {"sameSeq", Value{true}}}, "length", number(0)},
            {"retransmissions",
             "segments",
             {{"from", client}, {"retransmissions", Value{true}}, {"count", number(1)}},
             "retransmissions",
             Value{false}},
            {"rule",
             "segments",
             {{"from", client}, {"retransmissions", Value{true}}, {"rule", text("tcp.rto.retransmit")}},
             "rule",
             text("tcp.data")},
            {"after", "segments", {{"from", client}, {"after", text("1 s")}, {"atLeast", number(1)}}, "after", text("2 s")},
            {"client's states",
             "states",
             {{"host", client}, {"path", list({text("CLOSED"), text("SYN-SENT"), text("ESTABLISHED")})}},
             "host",
             server},
            {"server's states",
             "states",
             {{"host", server}, {"path", list({text("CLOSED"), text("LISTEN"), text("SYN-RECEIVED"), text("ESTABLISHED")})}},
             "path",
             list({text("LISTEN")})},
            {"ends", "states", {{"host", client}, {"ends", text("ESTABLISHED")}}, "ends", text("CLOSED")},
            {"no such connection", "states", {{"host", client}, {"ends", text("ESTABLISHED")}}, "connection", number(2)},
            {"result", "call", {{"host", client}, {"call", text("connect")}, {"result", number(0)}}, "result", text("ETIMEDOUT")},
            {"returnsAt", "call", {{"host", client}, {"call", text("connect")}, {"returnsAt", text("20 ms")}}, "returnsAt", text("21 ms")},
            {"tolerance",
             "call",
             {{"host", client}, {"call", text("connect")}, {"returnsAt", text("21 ms")}, {"tolerance", text("1 ms")}},
             "tolerance",
             text("999 us")},
            {"waits", "call", {{"host", server}, {"call", text("recv")}, {"waits", Value{true}}}, "waits", Value{false}},
            {"nth", "call", {{"host", client}, {"call", text("connect")}, {"result", number(0)}}, "nth", number(2)},
            {"returnsWith",
             "call",
             {{"host", client}, {"call", text("connect")}, {"returnsWith", Value{ValueMap{{"from", server}, {"flags", text("SYN,ACK")}}}}},
             "returnsWith",
             Value{ValueMap{{"from", client}, {"flags", text("ACK")}}}},
            {"bytes", "delivered", {{"host", server}, {"bytes", number(300)}}, "bytes", number(301)},
            {"intact", "delivered", {{"host", server}, {"intact", Value{true}}}, "host", client},
            {"doneAt", "delivered", {{"host", server}, {"doneAt", text("1130 ms")}}, "doneAt", text("110 ms")},
            {"first", "variable", {{"host", client}, {"variable", text("cwnd")}, {"first", number(1460)}}, "first", number(2920)},
            {"last", "variable", {{"host", client}, {"variable", text("ssthresh")}, {"last", number(2920)}}, "variable", text("cwnd")},
            {"maximum", "variable", {{"host", client}, {"variable", text("cwnd")}, {"maximum", number(2920)}}, "before", text("110 ms")},
            {"sequence",
             "variable",
             {{"host", client}, {"variable", text("cwnd")}, {"sequence", list({number(2920), number(1460)})}},
             "sequence",
             list({number(2920), number(2920)})},
            {"within",
             "variable",
             {{"host", client}, {"variable", text("flight")}, {"within", text("snd.wnd")}, {"reachesBy", number(800)}},
             "reachesBy",
             number(799)},
            {"timer's length",
             "timer",
             {{"host", client}, {"timer", text("retransmission")}, {"lasting", list({text("1 s"), text("1 s")})}},
             "timer",
             text("persist")},
            {"timer fires",
             "timer",
             {{"host", client}, {"timer", text("retransmission")}, {"fires", text("1120 ms")}},
             "fires",
             text("1100 ms")},
            {"fireCount", "timer", {{"host", client}, {"timer", text("retransmission")}, {"fireCount", number(1)}}, "fireCount", number(2)},
            {"rule acts", "rule", {{"rule", text("tcp.rto.retransmit")}, {"at", text("1120 ms")}}, "rule", text("tcp.rto.go-back")},
            {"rule count", "rule", {{"rule", text("tcp.delivered")}, {"host", server}, {"count", number(2)}}, "host", client},
            {"drops", "drops", {{"rule", text("edit.lose")}, {"count", number(1)}}, "rule", text("link.loss")},
        };
        for (const CheckCase& check : cases)
            QTest::newRow(check.name) << check;
    }

    void checksPassAndFail()
    {
        QFETCH(CheckCase, check);
        const Story story;
        const Verdict right = judged(*story.trace, check.kind, check.right);
        QVERIFY2(right.passed, (right.expected.english() + " / " + right.found.english()).c_str());
        ValueMap wrong = check.right;
        wrong[check.key] = check.wrong;
        const Verdict verdict = judged(*story.trace, check.kind, wrong);
        QVERIFY2(!verdict.passed, (verdict.expected.english() + " / " + verdict.found.english()).c_str());
        QVERIFY(!verdict.expected.empty() && !verdict.found.empty());
    }

    void damagedBytesAreNotIntact()
    {
        Story story;
        story.recorder.record(at(2000), {story.server, story.serverEnd}, {Rule::TcpDelivered, story.again}, BytesDelivered{300, 34});
        QVERIFY(!judged(*story.trace, "delivered", {{"host", text("server")}, {"intact", Value{true}}}).passed);
    }

    void wrongChecksAreProblems_data()
    {
        QTest::addColumn<CheckCase>("check");
        QTest::newRow("kind") << CheckCase{"/checks/0/kind", "segment", {}, "Did you mean \"segments\"?", {}};
        QTest::newRow("host") << CheckCase{
            "/checks/0/host", "states", {{"host", text("clint")}, {"ends", text("CLOSED")}}, "Did you mean \"client\"?", {}};
        QTest::newRow("argument") << CheckCase{"/checks/0/cuont",
                                               "segments",
                                               {{"from", text("client")}, {"count", number(1)}, {"cuont", number(1)}},
                                               "Did you mean \"count\"?",
                                               {}};
        QTest::newRow("flags") << CheckCase{
            "/checks/0/flags", "segments", {{"from", text("client")}, {"flags", text("SIN")}, {"count", number(1)}}, "control bits", {}};
        QTest::newRow("type") << CheckCase{
            "/checks/0/count", "segments", {{"from", text("client")}, {"count", text("1")}}, "whole number", {}};
        QTest::newRow("time") << CheckCase{"/checks/0/at", "segments", {{"from", text("client")}, {"at", number(1)}}, "a time such as", {}};
        QTest::newRow("rule") << CheckCase{
            "/checks/0/rule", "rule", {{"rule", text("tcp.fin.arrive")}, {"count", number(1)}}, "Did you mean \"tcp.fin.arrives\"?", {}};
        QTest::newRow("variable") << CheckCase{
            "/checks/0/variable", "variable", {{"host", text("client")}, {"variable", text("cwd")}}, "Did you mean \"cwnd\"?", {}};
        QTest::newRow("timer") << CheckCase{
            "/checks/0/timer", "timer", {{"host", text("client")}, {"timer", text("rto")}}, "There is no timer", {}};
        QTest::newRow("nothing expected") << CheckCase{"/checks/0", "segments", {{"from", text("client")}}, "expects nothing", {}};
        QTest::newRow("inner argument") << CheckCase{"/checks/0/returnsWith/form",
                                                     "call",
                                                     {{"host", text("client")},
                                                      {"call", text("connect")},
                                                      {"returnsWith", Value{ValueMap{{"from", text("server")}, {"form", text("x")}}}}},
                                                     "Did you mean \"from\"?",
                                                     {}};
    }

    void wrongChecksAreProblems()
    {
        QFETCH(CheckCase, check);
        const Story story;
        Lab lab;
        lab.checks.push_back({check.kind, {}, check.right});
        const auto verdicts = evaluateChecks(lab, *story.trace);
        QVERIFY(!verdicts);
        QCOMPARE(verdicts.error().path, std::string(check.name));
        QVERIFY2(verdicts.error().sentence.english().find(check.key) != std::string::npos, verdicts.error().sentence.english().c_str());
    }
};

QTEST_GUILESS_MAIN(AnalysisTest)
#include "analysis_test.moc"
