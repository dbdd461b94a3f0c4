// The ladder: its mapping of time, its layout, what a viewport shows, and how the view is worked.
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "support/sample_traces.h"
#include "views/timeline/columns.h"
#include "views/timeline/label_placer.h"
#include "views/timeline/timeline_view.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

// Ten data segments in one instant, the third lost and sent again; their ACKs.
void transfer(TraceBuilder& b, Instant from)
{
    std::vector<EventId> sent;
    for (std::uint32_t i = 0; i < 10; ++i)
        sent.push_back(b.send(from, kClient, {Flag::kAck, 1 + 1460 * i, 1, 1460}));
    b.lose(from, kClient, sent[2]);
    for (std::uint32_t i = 0; i < 10; ++i) {
        if (i == 2)
            continue;
        const Instant arrival = from + b.transit() + i * Duration(1200us);
        const EventId arrived = b.arrive(arrival, kServer, sent[i]);
        const EventId ack = b.send(arrival, kServer, {Flag::kAck, 1, i < 2 ? 1 + 1460 * (i + 1) : 2921}, Rule::TcpAckOutOfOrder, arrived);
        (void)ack;
    }
    const Instant again = from + 2 * b.transit() + 12ms;
    const EventId repeated = b.send(again, kClient, {Flag::kAck, 2921, 1, 1460}, Rule::TcpFastRetransmit, sent[2], sent[2], 2);
    b.arrive(again + b.transit(), kServer, repeated);
}

struct Sample {
    TraceBuilder builder;
    Exchange exchange;

    explicit Sample(const char* story)
    {
        const bool lost = qstrcmp(story, "handshake") != 0;
        const Instant now = handshake(builder, lost);
        if (qstrcmp(story, "transfer") == 0)
            transfer(builder, now + 1ms);
        exchange = exchangeOf(builder.trace());
    }
};

// What nobody recorded but everybody can draw: `count` segments to and fro, 10 µs apart.
Exchange manySegments(std::size_t count)
{
    Exchange exchange;
    exchange.typicalTransit = 20ms;
    for (std::size_t i = 0; i < count; ++i) {
        SegmentPath segment;
        segment.from = HostId{static_cast<std::uint16_t>(i % 2)};
        segment.to = HostId{static_cast<std::uint16_t>(1 - i % 2)};
        segment.leaves = kStart + static_cast<std::int64_t>(i) * 10us;
        segment.ends = segment.leaves + 20ms;
        segment.arrived = EventId{static_cast<std::uint32_t>(2 * i + 1)};
        segment.sent = EventId{static_cast<std::uint32_t>(2 * i)};
        segment.tcp = wire::TcpFields{};
        segment.tcp->flags = wire::TcpFlags(Flag::kAck);
        segment.payloadOctets = i % 2 == 0 ? 1460 : 0;
        exchange.segments.push_back(segment);
    }
    exchange.end = *exchange.segments.back().ends;
    return exchange;
}

std::vector<SceneLabel> allLabels(const Scene& scene)
{
    std::vector<SceneLabel> labels = scene.segmentLabels;
    labels.insert(labels.end(), scene.marks.begin(), scene.marks.end());
    return labels;
}

}  // namespace

class ViewsTimelineTest : public QObject {
    Q_OBJECT

private slots:
    // Two pairs side by side: no text of one pair lies where segments of the other pass, and all is within the picture.
    void pairsOfHostsStandApart()
    {
        ColumnDemands demands;
        const std::vector<bool> joined{true, false, true};
        for (const double width : {leastWidth(4, joined, demands), 900.0, 1600.0}) {
            const Columns columns = columnsFor(width, 4, joined, demands);
            const auto& hosts = columns.hosts;
            QVERIFY(hosts[0].side < 0 && hosts[1].side > 0 && hosts[2].side < 0 && hosts[3].side > 0);
            QVERIFY(hosts[0].textsFrom > columns.axis && hosts[0].textsTo <= hosts[0].lifeline);
            QVERIFY(hosts[1].lifeline - hosts[0].lifeline > 4 * demands.em);
            QVERIFY(hosts[1].textsFrom >= hosts[1].lifeline && hosts[1].textsTo < hosts[2].textsFrom);
            QVERIFY(hosts[3].bracket(0, demands.em) <= width);
        }
        const Columns roomy = columnsFor(leastWidth(4, joined, demands), 4, joined, demands);
        QVERIFY(roomy.hosts[0].textsTo - roomy.hosts[0].textsFrom >= demands.state - 1);
    }

    // As a capture sees it: everything at the instant at which it passes.
    void answersOfTheSameInstantStandBelow()
    {
        TraceBuilder builder(0ms);
        handshake(builder);
        const Exchange exchange = exchangeOf(builder.trace());
        const LadderLayout layout = layoutLadder(builder.trace(), exchange, layoutOptions(Fonts(), TimeMode::Compressed));
        QCOMPARE(exchange.segments.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(layout.segments[i].bottom > layout.segments[i].top + 10);
            if (i > 0)
                QVERIFY(layout.segments[i].top >= layout.segments[i - 1].bottom);
        }
    }

    // Under the title of the host that does without rules of TCP, and beside its connection; inside the picture, one below the other.
    void lessonsStandUnderTheTitle()
    {
        TraceBuilder builder;
        const EventId backoff = builder.note(kStart, kServer, Rule::LessonNoBackoff);
        builder.note(kStart, kServer, Rule::LessonNoCongestionControl);
        handshake(builder);
        builder.note(kStart + 1s, kServer, Rule::LessonNoBackoff);  // of another connection
        const Exchange exchange = exchangeOf(builder.trace());
        QCOMPARE(exchange.lessons.size(), std::size_t{3});
        QCOMPARE(lessonsOf(exchange, HostId(1)).size(), std::size_t{2});
        QVERIFY(lessonsOf(exchange, HostId(0)).empty());
        const LadderLayout layout = layoutLadder(builder.trace(), exchange, layoutOptions(Fonts(), TimeMode::Compressed));
        for (const double width : {300.0, 1200.0}) {
            SceneRequest request;
            request.width = width;
            request.height = 800;
            const Scene scene = SceneMaker(builder.trace(), exchange, layout, Fonts()).sceneFor(request);
            QCOMPARE(scene.lessons.size(), std::size_t{2});
            for (const SceneLabel& lesson : scene.lessons) {
                QVERIFY(lesson.centre.x() - lesson.width / 2 >= 0 && lesson.centre.x() + lesson.width / 2 <= width);
                QVERIFY(lesson.centre.y() + lesson.height / 2 < scene.top);
            }
            QVERIFY(!overlap(scene.lessons[0].outline(), scene.lessons[1].outline()));
            const auto hit = hitAt(scene, exchange, scene.lessons[0].centre);
            QVERIFY(hit && hit->event == backoff);
        }
        SceneRequest request;
        request.width = 1200;
        request.height = 800;
        const Scene scene = SceneMaker(builder.trace(), exchange, layout, Fonts()).sceneFor(request);
        QCOMPARE(scene.lessons[0].text, QStringLiteral("What if: no RTO back-off"));
        QVERIFY(std::any_of(scene.marks.begin(), scene.marks.end(), [&](const SceneLabel& mark) { return mark.event == backoff; }));
    }

    void severalConnectionsAreToldApartByTheirPorts()
    {
        for (const bool several : {false, true}) {
            TraceBuilder builder;
            if (several)
                builder.addConnection(50000, 80);
            handshake(builder);
            const Exchange exchange = exchangeOf(builder.trace());
            const LadderLayout layout = layoutLadder(builder.trace(), exchange, layoutOptions(Fonts(), TimeMode::Compressed));
            SceneRequest request;
            request.width = 1200;
            request.height = 800;
            const Scene scene = SceneMaker(builder.trace(), exchange, layout, Fonts()).sceneFor(request);
            QVERIFY(!scene.segmentLabels.empty());
            QCOMPARE(scene.segmentLabels.front().text.startsWith(QStringLiteral("49152→80 ")), several);
        }
    }

    // Texts between lifelines that segments cross cover the lines behind them, and labels keep away from them.
    void theHostInTheMiddleIsReadable()
    {
        const Columns columns = columnsFor(1200, 3, {true, true}, ColumnDemands());
        QVERIFY(!columns.hosts[0].crossed && columns.hosts[1].crossed && !columns.hosts[2].crossed);
    }

    // Two things within a millisecond get different labels on the axis, and the axis has room for them.
    void ticksOfOnePictureDiffer()
    {
        TraceBuilder builder;
        Instant now = handshake(builder) + 1ms;
        for (int i = 0; i < 12; ++i)
            builder.carry(now += 240us, kClient, {Flag::kAck, static_cast<std::uint32_t>(1 + 100 * i), 1, 100});
        const Exchange exchange = exchangeOf(builder.trace());
        for (const TimeMode mode : {TimeMode::Compressed, TimeMode::True})
            for (const double zoom : {1.0, 3.0, 6.0}) {
                const LadderLayout layout = layoutLadder(builder.trace(), exchange, layoutOptions(Fonts(), mode));
                SceneRequest request;
                request.width = 1200;
                request.height = 800;
                request.zoom = zoom;
                request.scroll = zoom * layout.map.height() / 2;
                const Scene scene = SceneMaker(builder.trace(), exchange, layout, Fonts()).sceneFor(request);
                QVERIFY(mode == TimeMode::True || scene.ticks.size() > (zoom == 1 ? 5 : 1));
                QSet<QString> texts;
                for (const SceneTick& tick : scene.ticks) {
                    texts.insert(tick.text);
                    QVERIFY2(QFontMetricsF(Fonts().text()).horizontalAdvance(tick.text) < scene.columns.axis, qPrintable(tick.text));
                }
                QCOMPARE(texts.size(), static_cast<qsizetype>(scene.ticks.size()));
            }
    }

    // A fold's length stands on no lifeline, and between any two hosts that stand apart.
    void foldsTellTheirLengthBesideTheHosts_data()
    {
        QTest::addColumn<int>("hosts");
        for (const int hosts : {1, 2, 3, 5})
            QTest::addRow("%d hosts", hosts) << hosts;
    }
    void foldsTellTheirLengthBesideTheHosts()
    {
        QFETCH(const int, hosts);
        Trace trace;
        Recorder recorder(trace);
        for (int i = 0; i < hosts; ++i)
            recorder.addHost("host", parseIpv4("10.0.0.1").value());
        Exchange exchange = manySegments(static_cast<std::size_t>(2 * hosts));
        for (std::size_t i = 0; i < exchange.segments.size(); ++i) {
            SegmentPath& segment = exchange.segments[i];
            segment.from = HostId{static_cast<std::uint16_t>(i % static_cast<std::size_t>(hosts))};
            segment.to = HostId{static_cast<std::uint16_t>((i + 1) % static_cast<std::size_t>(hosts))};
            segment.leaves += static_cast<std::int64_t>(i) * 1s;
            segment.ends = segment.leaves + 20ms;
        }
        exchange.end = *exchange.segments.back().ends;
        const LadderLayout layout = layoutLadder(trace, exchange, layoutOptions(Fonts(), TimeMode::Compressed));
        SceneRequest request;
        request.width = 400 + 300 * hosts;
        request.height = 4000;
        const Scene scene = SceneMaker(trace, exchange, layout, Fonts()).sceneFor(request);
        QVERIFY(!scene.folds.empty());
        std::size_t told = 0;
        for (const SceneLabel& label : scene.segmentLabels) {
            if (label.text != scene.folds.front().text)
                continue;
            ++told;
            const QRectF place = label.outline().boundingRect();
            QVERIFY(place.left() >= scene.columns.axis && place.right() <= request.width);
            for (const HostColumn& host : scene.columns.hosts)
                QVERIFY(place.right() < host.lifeline || place.left() > host.lifeline);
        }
        QCOMPARE(told, scene.folds.size() * static_cast<std::size_t>(std::max(hosts - 1, 1)));
    }

    // Nothing has run: no host, and nobody elsewhere.
    void withoutHostsThereIsNoLifeline()
    {
        const Trace trace;
        const Exchange exchange;
        const LadderLayout layout = layoutLadder(trace, exchange, layoutOptions(Fonts(), TimeMode::Compressed));
        SceneRequest request;
        request.width = 800;
        request.height = 600;
        const Scene scene = SceneMaker(trace, exchange, layout, Fonts()).sceneFor(request);
        QVERIFY(scene.columns.hosts.empty());
        QVERIFY(!headingAt(scene, trace, {400, 5}) && !hitAt(scene, exchange, {400, 300}));
    }

    // What stands above the ladder leads to the host or to the link between two.
    void headingsAreHostsAndLinks()
    {
        Sample sample("handshake");
        const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, layoutOptions(Fonts(), TimeMode::Compressed));
        SceneRequest request;
        request.width = 1200;
        request.height = 800;
        const SceneMaker maker(sample.builder.trace(), sample.exchange, layout, Fonts());
        QVERIFY(maker.sceneFor(request).links.empty());  // a figure has nobody to point at it
        request.links = true;
        const Scene scene = maker.sceneFor(request);
        QCOMPARE(scene.links.size(), std::size_t{1});
        const auto heading = [&](double x, double y) { return headingAt(scene, sample.builder.trace(), {x, y}); };
        const double client = scene.columns.hosts[0].lifeline, server = scene.columns.hosts[1].lifeline;
        QCOMPARE(heading(client + 5, 5)->host.number(), HostId(0).number());
        QVERIFY(!heading(client, 5)->isLink());
        QCOMPARE(heading(server, scene.top - 2)->host.number(), HostId(1).number());
        const auto link = heading((client + server) / 2, scene.links[0].label.centre.y());
        QVERIFY(link && link->isLink() && link->host == HostId(0) && link->peer == HostId(1));
        QVERIFY(!heading((client + server) / 2, 1));
        QVERIFY(!heading(client, scene.top + 1));
        // No room between the titles: no label over them.
        request.width = 300;
        QVERIFY(maker.sceneFor(request).links.empty());
    }

    // What a host sends to itself leads aside and comes back; its label stands beyond the turn, and both can be pointed at.
    void whatAHostSendsToItselfIsALoop()
    {
        Trace trace;
        Recorder recorder(trace);
        const HostId host = recorder.addHost("alone", parseIpv4("10.0.0.1").value());
        const EventId sent = recorder.packetSent(kStart, {host}, {Rule::Program}, Octets(40, 0x45));
        recorder.packetArrived(kStart, {host}, {Rule::IpLoopback, sent}, sent, Octets(40, 0x45));
        Exchange exchange = exchangeOf(trace);
        QCOMPARE(exchange.segments.size(), std::size_t{1});
        exchange.segments[0].from = exchange.segments[0].to = host;
        exchange.segments[0].tcp = wire::TcpFields{};
        const LadderLayout layout = layoutLadder(trace, exchange, layoutOptions(Fonts(), TimeMode::Compressed));
        SceneRequest request;
        request.width = 800;
        request.height = 600;
        const Scene scene = SceneMaker(trace, exchange, layout, Fonts()).sceneFor(request);
        QCOMPARE(scene.arrows.size(), std::size_t{1});
        const QPolygonF way = scene.arrows[0].way();
        QCOMPARE(way.size(), 3);
        const HostColumn& column = scene.columns.hosts[0];
        QVERIFY((way[1].x() - column.lifeline) * column.side < -20);
        QVERIFY(way[2].y() > way[0].y() + 10);
        QCOMPARE(scene.segmentLabels.size(), std::size_t{1});
        const SceneLabel& label = scene.segmentLabels[0];
        QVERIFY(std::abs(label.centre.x() - column.lifeline) - label.width / 2 >= std::abs(way[1].x() - column.lifeline));
        QVERIFY(label.outline().boundingRect().left() >= 0 && label.outline().boundingRect().right() <= 800);
        const auto hit = hitAt(scene, exchange, (way[0] + way[1]) / 2);
        QVERIFY(hit && hit->segment == std::optional<std::size_t>(0));
        QVERIFY(!hitAt(scene, exchange, way[1] + QPointF(0, 200)));
    }

    void mapsThereAndBack();
    void everySegmentOfABurstHasItsRow();
    void foldsWhatIsIdle();
    void trueTimeIsEven();
    void noArrowRunsUpward();
    void noLabelsOverlap_data();
    void noLabelsOverlap();
    void everythingIsLabelledWhereThereIsRoom();
    void tellsLossAndRepetition();
    void pointsAtSegments();
    void deleteAsksToLose();
    void keysWalk();
    void viewsShareTheCursor();
    void anotherRunLeavesTheViewWhereItWas();
    void aMillionSegmentsDrawLittle();
    void spansFindWhatIsVisible();
};

void ViewsTimelineTest::mapsThereAndBack()
{
    Sample sample("transfer");
    for (const TimeMode mode : {TimeMode::Compressed, TimeMode::True}) {
        const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, {mode, 22, 18});
        double before = -1;
        for (Instant at = kStart; at <= sample.exchange.end; at += 500us) {
            const double place = layout.map.place(at);
            QVERIFY(place >= before);
            before = place;
            const Duration error = layout.map.at(place) - at;
            QVERIFY2(std::abs(nanoseconds(error)) < 1000, qPrintable(QString::number(nanoseconds(error))));
        }
    }
}

void ViewsTimelineTest::everySegmentOfABurstHasItsRow()
{
    Sample sample("transfer");
    const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, {TimeMode::Compressed, 22, 18});
    const auto& segments = sample.exchange.segments;
    for (std::size_t i = 0; i < segments.size(); ++i)
        for (std::size_t j = i + 1; j < segments.size(); ++j)
            if (segments[i].from == segments[j].from)
                QVERIFY(layout.segments[j].top - layout.segments[i].top >= 22);
}

void ViewsTimelineTest::foldsWhatIsIdle()
{
    Sample sample("lost");
    const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, {TimeMode::Compressed, 22, 18});
    QCOMPARE(layout.map.folds().size(), std::size_t{1});
    QCOMPARE(nanoseconds(layout.map.folds()[0].until - layout.map.folds()[0].from), nanoseconds(Duration(1s)));
    QVERIFY(layout.map.folds()[0].bottom - layout.map.folds()[0].top < 200);
    // True time would need fifty times as much for the same wait.
    const LadderLayout even = layoutLadder(sample.builder.trace(), sample.exchange, {TimeMode::True, 22, 18});
    QVERIFY(even.map.height() > 5 * layout.map.height());
}

void ViewsTimelineTest::trueTimeIsEven()
{
    Sample sample("transfer");
    const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, {TimeMode::True, 22, 18});
    const double perMillisecond = layout.map.height() / (seconds(sample.exchange.end) * 1000);
    for (Instant at = kStart; at <= sample.exchange.end; at += 7ms)
        QVERIFY(std::abs(layout.map.place(at) - perMillisecond * seconds(at) * 1000) < 0.01);
}

void ViewsTimelineTest::noArrowRunsUpward()
{
    for (const char* story : {"handshake", "lost", "transfer"}) {
        Sample sample(story);
        const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange);
        for (std::size_t i = 0; i < layout.segments.size(); ++i)
            QVERIFY(layout.segments[i].bottom > layout.segments[i].top);
    }
    // A link without delay: both ends in one instant.
    TraceBuilder b(0ms);
    handshake(b);
    const Exchange exchange = exchangeOf(b.trace());
    const LadderLayout layout = layoutLadder(b.trace(), exchange);
    for (std::size_t i = 0; i < layout.segments.size(); ++i)
        QVERIFY(layout.segments[i].bottom >= layout.segments[i].top);
}

void ViewsTimelineTest::noLabelsOverlap_data()
{
    QTest::addColumn<QString>("story");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("zoom");
    for (const char* story : {"handshake", "lost", "transfer"})
        for (const QSize size : {QSize(560, 500), QSize(800, 600), QSize(1280, 800), QSize(1920, 1080)})
            for (const double zoom : {0.2, 0.6, 1.0, 1.8})
                QTest::addRow("%s %dx%d at %g", story, size.width(), size.height(), zoom) << QString(story) << size << zoom;
}

void ViewsTimelineTest::noLabelsOverlap()
{
    QFETCH(QString, story);
    QFETCH(QSize, size);
    QFETCH(double, zoom);
    Sample sample(story.toLatin1().constData());
    const Fonts fonts(14);
    const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, layoutOptions(fonts, TimeMode::Compressed));
    const SceneMaker maker(sample.builder.trace(), sample.exchange, layout, fonts);
    for (double scroll = 0; scroll < layout.map.height() * zoom; scroll += 331) {
        SceneRequest request;
        request.width = size.width();
        request.height = size.height();
        request.zoom = zoom;
        request.scroll = scroll;
        const Scene scene = maker.sceneFor(request);
        const auto labels = allLabels(scene);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const QRectF box = labels[i].outline().boundingRect();
            QVERIFY2(box.left() >= 0 && box.right() <= size.width(), qPrintable(labels[i].text));
            for (std::size_t j = i + 1; j < labels.size(); ++j)
                QVERIFY2(!overlap(labels[i].outline(), labels[j].outline()), qPrintable(labels[i].text + " / " + labels[j].text));
        }
    }
}

void ViewsTimelineTest::everythingIsLabelledWhereThereIsRoom()
{
    for (const char* story : {"handshake", "lost", "transfer"}) {
        Sample sample(story);
        const Fonts fonts(13);
        const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, layoutOptions(fonts, TimeMode::Compressed));
        const SceneMaker maker(sample.builder.trace(), sample.exchange, layout, fonts);
        SceneRequest request;
        request.width = 1280;
        request.height = layout.map.height() + 200;
        const Scene scene = maker.sceneFor(request);
        for (const SegmentPath& segment : sample.exchange.segments)
            QVERIFY(std::any_of(scene.segmentLabels.begin(), scene.segmentLabels.end(),
                                [&](const SceneLabel& l) { return l.event == segment.sent; }));
        for (const StateSpan& state : sample.exchange.states)
            QVERIFY(std::any_of(scene.marks.begin(), scene.marks.end(), [&](const SceneLabel& l) { return l.event == state.entered; }));
        for (const CallSpan& call : sample.exchange.calls)
            QVERIFY(std::any_of(scene.marks.begin(), scene.marks.end(), [&](const SceneLabel& l) { return l.event == call.begun; }));
    }
}

void ViewsTimelineTest::tellsLossAndRepetition()
{
    Sample sample("lost");
    const Fonts fonts(13);
    const LadderLayout layout = layoutLadder(sample.builder.trace(), sample.exchange, layoutOptions(fonts, TimeMode::Compressed));
    const SceneMaker maker(sample.builder.trace(), sample.exchange, layout, fonts);
    SceneRequest request;
    request.width = 1000;
    request.height = 900;
    const Scene scene = maker.sceneFor(request);
    QVERIFY(scene.arrows[0].lost);
    QVERIFY(scene.arrows[0].line.x2() < scene.columns.hosts[1].lifeline - 20);
    QVERIFY(scene.arrows[1].again);
    const auto said = [&](const QString& text, const QString& badge) {
        return std::any_of(scene.segmentLabels.begin(), scene.segmentLabels.end(),
                           [&](const SceneLabel& l) { return l.text == text && l.badge == badge; });
    };
    QVERIFY(said("lost by an edit", ""));
    QVERIFY(said("SYN seq=0 win=65535 mss=1460", ""));
    QVERIFY(said("SYN seq=0 win=65535 mss=1460", "×2"));
    QVERIFY(said("SYN,ACK seq=0 ack=1 win=65535 mss=1460", ""));
    QVERIFY(said("1 s", ""));  // the fold
    QVERIFY(std::any_of(scene.marks.begin(), scene.marks.end(), [](const SceneLabel& l) { return l.text == "retransmission timer, 1 s"; }));
}

namespace {

struct Shown {
    Selection selection;
    TimelineView view{selection};
    Sample sample;

    explicit Shown(const char* story) : sample(story)
    {
        view.resize(1000, 700);
        view.show(std::shared_ptr<const Trace>(&sample.builder.trace(), [](const Trace*) {}),
                  std::shared_ptr<const Exchange>(&sample.exchange, [](const Exchange*) {}));
        view.QWidget::show();
        QTest::qWait(1);
    }
};

}  // namespace

void ViewsTimelineTest::pointsAtSegments()
{
    Shown shown("lost");
    const Scene& scene = shown.view.scene();
    const auto& segments = shown.sample.exchange.segments;
    for (const SceneArrow& arrow : scene.arrows) {
        const auto hit = hitAt(scene, shown.sample.exchange, arrow.line.pointAt(0.1) + QPointF(0, 2));
        QVERIFY(hit && hit->segment == arrow.segment);
        QCOMPARE(hit->event, segments[arrow.segment].sent);
    }
    const auto cross = hitAt(scene, shown.sample.exchange, scene.arrows[0].line.p2());
    QVERIFY(cross && cross->event == segments[0].dropped);
    const HostColumn& client = scene.columns.hosts[0];
    QVERIFY(!hitAt(scene, shown.sample.exchange, QPointF(client.lifeline + 60, scene.bottom - 3)));
    for (const SceneBar& bar : scene.bars)
        if (bar.box.height() > 10) {
            const auto hit = hitAt(scene, shown.sample.exchange, bar.box.center());
            QVERIFY(hit && hit->event == shown.sample.exchange.states[bar.state].entered);
        }
}

void ViewsTimelineTest::deleteAsksToLose()
{
    Shown shown("handshake");
    QSignalSpy asked(&shown.view, &TimelineView::loseRequested);
    QTest::keyClick(&shown.view, Qt::Key_Delete);
    QCOMPARE(asked.count(), 0);  // nothing is selected
    const QPointF on = shown.view.scene().arrows[1].line.pointAt(0.2);
    QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {}, on.toPoint());
    QCOMPARE(shown.selection.selected(), shown.sample.exchange.segments[1].sent);
    QTest::keyClick(&shown.view, Qt::Key_Delete);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<std::size_t>(), std::size_t{1});
}

void ViewsTimelineTest::keysWalk()
{
    Shown shown("handshake");
    const auto& segments = shown.sample.exchange.segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        QTest::keyClick(&shown.view, Qt::Key_Down);
        QCOMPARE(shown.selection.selected(), segments[i].sent);
        QCOMPARE(nanoseconds(shown.selection.cursor()), nanoseconds(segments[i].leaves));
    }
    QTest::keyClick(&shown.view, Qt::Key_Up);
    QCOMPARE(shown.selection.selected(), segments[1].sent);
    QTest::keyClick(&shown.view, Qt::Key_Left);  // the SYN's arrival caused the SYN,ACK
    QCOMPARE(shown.selection.selected(), segments[0].arrived);
    QTest::keyClick(&shown.view, Qt::Key_Left);
    QCOMPARE(shown.selection.selected(), segments[0].sent);
    QTest::keyClick(&shown.view, Qt::Key_Right);
    QCOMPARE(shown.selection.selected(), segments[0].arrived);
}

void ViewsTimelineTest::viewsShareTheCursor()
{
    Shown shown("handshake");
    QSignalSpy moved(&shown.selection, &Selection::cursorMoved);
    const Scene scene = shown.view.scene();
    QTest::mouseClick(shown.view.viewport(), Qt::LeftButton, {},
                      QPoint(static_cast<int>(scene.columns.axis) + 4, static_cast<int>(scene.bottom) - 60));
    QCOMPARE(moved.count(), 1);
    QVERIFY(shown.selection.cursor() > kStart + 30ms);
    QVERIFY(!shown.selection.selected().valid());
}

void ViewsTimelineTest::anotherRunLeavesTheViewWhereItWas()
{
    Shown shown("transfer");
    shown.view.zoomBy(2);
    shown.view.verticalScrollBar()->setValue(200);
    Sample other("lost");
    shown.view.show(std::shared_ptr<const Trace>(&other.builder.trace(), [](const Trace*) {}),
                    std::shared_ptr<const Exchange>(&other.exchange, [](const Exchange*) {}));
    QCOMPARE(shown.view.verticalScrollBar()->value(), 200);
    QVERIFY(shown.view.zoom() > 1.9);
    QTest::qWait(1);
    shown.view.show(nullptr, nullptr);  // nothing is open
    QTest::qWait(1);
}

void ViewsTimelineTest::aMillionSegmentsDrawLittle()
{
    TraceBuilder b;  // for its two hosts
    const Exchange exchange = manySegments(1'000'000);
    const Fonts fonts(13);
    const LadderLayout layout = layoutLadder(b.trace(), exchange, layoutOptions(fonts, TimeMode::Compressed));
    const SceneMaker maker(b.trace(), exchange, layout, fonts);
    // At zoom 1 two thousand segments are on their way at once and cross the viewport.
    for (const double zoom : {1.0, 0.3, 0.05, 1e-3, 700 / layout.map.height()}) {
        SceneRequest request;
        request.width = 1280;
        request.height = 800;
        request.zoom = zoom;
        request.scroll = layout.map.height() * zoom / 2;
        const Scene scene = maker.sceneFor(request);
        QVERIFY2(scene.size() > 10 && scene.size() < 2500, qPrintable(QString::number(scene.size())));
        QVERIFY(scene.arrows.empty() != scene.density.empty());
    }
}

void ViewsTimelineTest::spansFindWhatIsVisible()
{
    std::vector<Span> all;
    for (int i = 0; i < 5000; ++i)
        all.push_back({(i * 7919) % 5000 * 1.0, (i * 7919) % 5000 + (i % 100 == 0 ? 900.0 : 3.0)});
    const Spans spans(all);
    for (const double top : {0.0, 17.5, 2500.0, 4990.0}) {
        std::size_t expected = 0;
        for (const Span& span : all)
            expected += span.top < top + 40 && span.bottom >= top;
        std::size_t found = 0;
        spans.eachWithin(top, top + 40, [&](std::size_t i) { return spans[i].bottom >= top && ++found > 0; });
        QCOMPARE(found, expected);
    }
}

QTEST_MAIN(ViewsTimelineTest)
#include "views_timeline_test.moc"
