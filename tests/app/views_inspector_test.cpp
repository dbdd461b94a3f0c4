// The inspector: fields and their places, what the texts say, and how it follows the selection.
#include <set>

#include <QSignalSpy>
#include <QTest>

#include "support/sample_traces.h"
#include "views/inspector/header_diagram.h"
#include "views/inspector/inspector_view.h"
#include "views/inspector/octet_dump.h"
#include "views/inspector/texts.h"

using namespace tcplab;
using namespace tcplab::test;

class ViewsInspectorTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsCoverEveryBit();
    void fieldsSayWhatIsThere();
    void damagedOctetsAreShownToo();
    void boxesFillTheirRows();
    void octetsAreFoundUnderThePointer();
    void followsTheSelection();
    void tellsBothEndsAtTheCursor();
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
