// The inspector: fields and their places, what the texts say, and how it follows the selection.
#include <set>

#include <QSignalSpy>
#include <QTest>

#include "base/pattern.h"
#include "support/sample_traces.h"
#include "views/inspector/datagram_pane.h"
#include "views/inspector/header_diagram.h"
#include "views/inspector/inspector_view.h"
#include "views/inspector/octet_dump.h"
#include "views/inspector/texts.h"
#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/udp.h"

using namespace tcplab;
using namespace tcplab::test;

class ViewsInspectorTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsCoverEveryBit();
    void fieldsSayWhatIsThere();
    void everyOptionHasItsName();
    void otherProtocolsHaveTheirFields_data();
    void otherProtocolsHaveTheirFields();
    void damagedOctetsAreShownToo();
    void textIsShownWhereverItLies();
    void boxesFillTheirRows();
    void octetsAreFoundUnderThePointer();
    void followsTheSelection();
    void tellsBothEndsAtTheCursor();
    void tellsWhatTheCongestionControlMeasures();
    void survivesEventsOfAnotherRun();
};

namespace {

struct Story {
    TraceBuilder b;
    Exchange exchange;
    Story()
    {
        handshake(b, true);
        ConnectionVariables v;
        v.iss = SeqNumber(TraceBuilder::kClientIss);
        v.sndUna = v.iss + 1;
        v.sndNxt = v.iss + 1461;
        v.cwnd = 14600;
        v.ssthresh = 0xffffffffu;
        v.flight = 1460;
        b.variables(at(2s), kClient, v, Rule::CcSlowStart);
        exchange = exchangeOf(b.trace());
    }
    OctetView synAck() const { return b.trace().packetOf(b.trace()[exchange.segments[2].sent])->view(); }
    std::shared_ptr<const Trace> trace() const
    {
        return {&b.trace(), [](const Trace*) {}};
    }
    std::shared_ptr<const Exchange> shared() const
    {
        return {&exchange, [](const Exchange*) {}};
    }
};

const Ipv6Address kHere6 = *parseIpv6("fd00::1"), kThere6 = *parseIpv6("fd00::2");

Octets datagramOf(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, const Octets& payload)
{
    Octets octets(wire::ipHeaderOctets(wire::versionOf(from)));
    wire::emitIp({from, to, protocol}, payload.size(), octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

Octets segmentOf(const wire::TcpFields& fields, const IpAddress& from, const IpAddress& to)
{
    Octets octets(wire::kTcpHeaderOctets + wire::optionOctets(fields.options));
    wire::emitTcp(fields, from, to, {}, octets.data());
    return octets;
}

QString valueOf(const std::vector<HeaderField>& fields, const QString& name)
{
    for (const HeaderField& field : fields)
        if (field.name == name)
            return field.value;
    return "(none)";
}

}  // namespace

void ViewsInspectorTest::fieldsCoverEveryBit()
{
    Story story;
    const InitialNumbers numbers(story.b.trace());
    for (const SegmentPath& segment : story.exchange.segments) {
        const TracePacket* packet = story.b.trace().packetOf(story.b.trace()[segment.sent]);
        std::uint32_t bit = 0;
        for (const HeaderField& field : headerFields(packet->view(), numbers)) {
            QCOMPARE(field.bit, bit);
            bit += field.bits;
        }
        QCOMPARE(bit, packet->captured * 8);
    }
}

void ViewsInspectorTest::fieldsSayWhatIsThere()
{
    Story story;
    const auto fields = headerFields(story.synAck(), InitialNumbers(story.b.trace()));
    QCOMPARE(valueOf(fields, "Source address"), QString("10.0.0.2"));
    QCOMPARE(valueOf(fields, "Sequence number"), QString("5000 (relative 0)"));
    QCOMPARE(valueOf(fields, "Acknowledgment number"), QString("1001 (relative 1)"));
    QCOMPARE(valueOf(fields, "SYN"), QString("1"));
    QCOMPARE(valueOf(fields, "FIN"), QString("0"));
    QCOMPARE(valueOf(fields, "Maximum segment size"), QString("1460"));
    QVERIFY(valueOf(fields, "Checksum").endsWith("correct"));
    Octets damaged(story.synAck().begin(), story.synAck().end());
    damaged[25] ^= 1;
    QVERIFY(valueOf(headerFields(damaged, InitialNumbers(story.b.trace())), "Checksum").endsWith("wrong"));
}

void ViewsInspectorTest::everyOptionHasItsName()
{
    wire::TcpFields syn;
    syn.flags = wire::TcpFlags(Flag::kSyn | Flag::kAe | 0x200);
    syn.options.userTimeout = 0x8002;
    syn.options.fastOpen = wire::FastOpenCookie{4, {0xca, 0xfe, 1, 2}};
    const auto fields = headerFields(datagramOf(kHere6, kThere6, wire::kProtocolTcp, segmentOf(syn, kHere6, kThere6)), {});
    QCOMPARE(valueOf(fields, "AE"), QString("1"));
    QCOMPARE(valueOf(fields, "CWR"), QString("0"));
    QCOMPARE(valueOf(fields, "Rsrvd"), QString("1"));
    QCOMPARE(valueOf(fields, "User timeout"), QString("2 min"));
    QCOMPARE(valueOf(fields, "Fast Open cookie"), QString("cafe0102"));
    QCOMPARE(valueOf(fields, "Source address"), QString("fd00::1"));
    QVERIFY(valueOf(fields, "Checksum").endsWith("correct"));
    syn.options.fastOpen->experimental = true;
    const auto experimental = headerFields(datagramOf(kHere6, kThere6, wire::kProtocolTcp, segmentOf(syn, kHere6, kThere6)), {});
    QCOMPARE(valueOf(experimental, "Experiment"), QString("0xf989"));
    QCOMPARE(valueOf(experimental, "Fast Open cookie"), QString("cafe0102"));
}

void ViewsInspectorTest::otherProtocolsHaveTheirFields_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* title, const Octets& octets, const char* name, const char* value) {
        QTest::newRow(title) << QByteArray(reinterpret_cast<const char*>(octets.data()), static_cast<qsizetype>(octets.size()))
                             << QString(name) << QString(value);
    };
    const Octets data(12, 'x');
    for (const bool v6 : {false, true}) {
        const IpAddress from = v6 ? IpAddress(kHere6) : Ipv4Address{1}, to = v6 ? IpAddress(kThere6) : Ipv4Address{2};
        Octets udp(wire::kUdpHeaderOctets);
        wire::emitUdp({from, 7}, {to, 53}, data, true, udp.data());
        udp.insert(udp.end(), data.begin(), data.end());
        row(v6 ? "UDP over IPv6" : "UDP", datagramOf(from, to, wire::kProtocolUdp, udp), "Destination port", "53");
    }
    row("echo",
        datagramOf(Ipv4Address{1}, Ipv4Address{2}, wire::kProtocolIcmp,
                   wire::emitIcmp(wire::kIcmpEchoRequest, 0, 0x10002, data, Ipv4Address{1}, Ipv4Address{2})),
        "Identifier", "1");
    row("fragmentation needed",
        datagramOf(Ipv4Address{1}, Ipv4Address{2}, wire::kProtocolIcmp,
                   wire::emitIcmp(wire::kIcmpUnreachable, wire::kIcmpFragmentationNeeded, 1280, data, Ipv4Address{1}, Ipv4Address{2})),
        "MTU", "1280");
    row("packet too big",
        datagramOf(kHere6, kThere6, wire::kProtocolIcmpv6, wire::emitIcmp(wire::kIcmpv6PacketTooBig, 0, 70000, data, kHere6, kThere6)),
        "MTU", "70000");
    row("IPv6 echo",
        datagramOf(kHere6, kThere6, wire::kProtocolIcmpv6, wire::emitIcmp(wire::kIcmpv6EchoReply, 0, 7, data, kHere6, kThere6)),
        "Sequence number", "7");
    Octets fragment{60, 0, 1, 4, 0, 0, 0, 0, wire::kProtocolIpv6Fragment, 0, 1, 4, 0, 0, 0, 0};
    fragment.resize(fragment.size() + wire::kIpv6FragmentHeaderOctets);
    wire::emitIpv6Fragment({7, 185, true}, wire::kProtocolTcp, fragment.data() + 16);
    fragment.resize(40);
    row("fragment", datagramOf(kHere6, kThere6, 0, fragment), "Fragment offset", "185");
}

void ViewsInspectorTest::otherProtocolsHaveTheirFields()
{
    QFETCH(QByteArray, octets);
    QFETCH(QString, name);
    QFETCH(QString, value);
    const OctetView view(reinterpret_cast<const std::uint8_t*>(octets.data()), static_cast<std::size_t>(octets.size()));
    const auto fields = headerFields(view, {});
    QCOMPARE(valueOf(fields, name), value);
    std::uint32_t bit = 0;
    for (const HeaderField& field : fields) {
        QCOMPARE(field.bit, bit);
        bit += field.bits;
    }
    QCOMPARE(bit, static_cast<std::uint32_t>(view.size() * 8));
    if (valueOf(fields, "Checksum") != "(none)")
        QVERIFY(valueOf(fields, "Checksum").endsWith("correct"));
    // What is cut is shown as far as it goes; nobody knows its checksum then.
    for (std::size_t length = 0; length < view.size(); ++length)
        for (const HeaderField& field : headerFields(view.first(length), {}))
            QVERIFY(field.pastOctet() <= length && !(field.name == "Checksum" && field.value.endsWith("wrong")));
}

void ViewsInspectorTest::damagedOctetsAreShownToo()
{
    Story story;
    const InitialNumbers numbers(story.b.trace());
    const Octets whole(story.synAck().begin(), story.synAck().end());
    for (std::size_t length = 0; length <= whole.size(); ++length)
        for (const int flip : {-1, 0, 20, 32, 40, 41}) {
            Octets octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            if (flip >= 0 && static_cast<std::size_t>(flip) < length)
                octets[static_cast<std::size_t>(flip)] ^= 0xff;
            for (const HeaderField& field : headerFields(octets, numbers)) {
                QVERIFY(field.bits > 0);
                QVERIFY(field.pastOctet() <= length);
            }
        }
}

// A datagram whose text was left in its source looks as one that was kept whole.
void ViewsInspectorTest::textIsShownWhereverItLies()
{
    wire::TcpFields fields;
    fields.flags.set(wire::TcpFlags::kAck);
    Octets octets = datagramOf(kHere6, kThere6, wire::kProtocolTcp, segmentOf(fields, kHere6, kThere6));
    const std::size_t at = octets.size();
    const Octets text = pattern(0, 600);
    octets.insert(octets.end(), text.begin(), text.end());
    octets[4] = static_cast<std::uint8_t>((octets.size() - 40) >> 8);  // the length of an IPv6 payload
    octets[5] = static_cast<std::uint8_t>(octets.size() - 40);
    PacketBuffer left(octets);
    left.leaveInSource(at, {patternSource(), 0, text.size()}, at);
    const auto trace = std::make_shared<Trace>();
    Recorder recorder(*trace);
    const HostId host = recorder.addHost("a", {});
    const auto heightOf = [&](const auto& datagram) {
        const EventId sent = recorder.packetSent(kStart, {host}, {Rule::Program}, datagram);
        DatagramPane pane;
        pane.setLook(Theme{}, Fonts(13));
        pane.show(trace, InitialNumbers(*trace), sent, "");
        pane.layOut(700);
        return pane.pictureHeight();
    };
    QCOMPARE(heightOf(left), heightOf(octets));
}

void ViewsInspectorTest::boxesFillTheirRows()
{
    Story story;
    const Fonts fonts(13);
    const HeaderDiagram diagram(headerFields(story.synAck(), InitialNumbers(story.b.trace())), fonts, 480);
    std::map<double, double> widths;
    for (const HeaderDiagram::Box& box : diagram.boxes()) {
        QVERIFY(box.place.left() >= 0 && box.place.right() <= 480);
        widths[box.place.top()] += box.place.width();
        QCOMPARE(diagram.fieldAt(box.place.center()), std::optional(box.field));
    }
    QCOMPARE(widths.size(), std::size_t{11});  // five of IPv4, five of TCP, one of options
    for (const auto& [row, width] : widths)
        QVERIFY(std::abs(width - 479) < 0.01);
}

void ViewsInspectorTest::octetsAreFoundUnderThePointer()
{
    Story story;
    const OctetDump dump(story.synAck(), 44, Fonts(13), 700);
    std::set<std::size_t> found;
    for (double y = 1; y < dump.height(); y += 4)
        for (double x = 1; x < 700; x += 3)
            if (const auto octet = dump.octetAt({x, y}))
                found.insert(*octet);
    QCOMPARE(found.size(), std::size_t{44});
    QVERIFY(!dump.octetAt({5, -3}));
    QVERIFY(!dump.octetAt({5, dump.height() + 5}));
}

void ViewsInspectorTest::followsTheSelection()
{
    Story story;
    Selection selection;
    InspectorView view(selection);
    view.show(story.trace(), story.shared());
    const SegmentPath& again = story.exchange.segments[1];
    selection.select(again.sent, again.leaves);
    QVERIFY(view.whyText().contains("client sends SYN seq=0 again (try 2)"));
    QVERIFY(view.whyText().contains("RFC 6298"));
    QVERIFY(view.whyText().contains("retransmission timer fires"));
    // A state has no datagram of its own; the one that led to it is shown.
    const EventId entered = story.exchange.states.back().entered;
    QCOMPARE(datagramEvent(story.b.trace(), entered), story.exchange.segments[3].arrived);
    // The first link leads to the nearest cause.
    QSignalSpy changed(&selection, &Selection::selectionChanged);
    auto* browser = view.findChild<QTextBrowser*>();
    emit browser->anchorClicked(QUrl(QStringLiteral("event:%1").arg(story.b.trace()[again.sent].parent.number())));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(selection.selected(), story.b.trace()[again.sent].parent);
}

void ViewsInspectorTest::tellsBothEndsAtTheCursor()
{
    Story story;
    Selection selection;
    InspectorView view(selection);
    view.show(story.trace(), story.shared());
    selection.setCursor(at(1ms));
    QVERIFY(view.connectionText().contains("SYN-SENT"));
    QVERIFY(!view.connectionText().contains("14,600"));
    selection.setCursor(at(3s));
    QVERIFY(view.connectionText().contains("ESTABLISHED"));
    QVERIFY(view.connectionText().contains("14,600"));
    QVERIFY(view.connectionText().contains("∞"));
    QVERIFY(view.connectionText().contains("1,461"));  // snd.nxt, relative
    QVERIFY(!view.connectionText().contains("w_max"));
}

void ViewsInspectorTest::tellsWhatTheCongestionControlMeasures()
{
    Story story;
    story.b.reading(at(3s), kClient, {"w_max", ReadingUnit::Octets, {"before the last decrease", {}}}, 43'800);
    story.b.reading(at(4s), kClient, {"w_max", ReadingUnit::Octets, {"before the last decrease", {}}}, 0);
    story.exchange = exchangeOf(story.b.trace());
    Selection selection;
    InspectorView view(selection);
    view.show(story.trace(), story.shared());
    selection.setCursor(at(2999ms));
    QVERIFY(!view.connectionText().contains("w_max"));
    selection.setCursor(at(3s));
    QVERIFY(view.connectionText().contains("w_max") && view.connectionText().contains("before the last decrease"));
    QVERIFY(view.connectionText().contains("43,800"));
    selection.setCursor(at(4s));
    QVERIFY(view.connectionText().contains("w_max") && !view.connectionText().contains("43,800"));
}

void ViewsInspectorTest::survivesEventsOfAnotherRun()
{
    Story story;
    Selection selection;
    InspectorView view(selection);
    selection.select(EventId{1'000'000}, at(0ms));
    view.show(story.trace(), story.shared());
    QVERIFY(view.whyText().contains("Select a segment"));
    view.show(nullptr, nullptr);
}

QTEST_MAIN(ViewsInspectorTest)
#include "views_inspector_test.moc"
