// Colours that can be read, fonts that are there, facts as short texts.
#include <QApplication>
#include <QCheckBox>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QSpinBox>
#include <QTest>

#include "look/fonts.h"
#include "look/format.h"
#include "look/style.h"
#include "look/theme.h"
#include "trace/recorder.h"
#include "wire/ip.h"
#include "wire/udp.h"

using namespace tcplab;

class LookTest : public QObject {
    Q_OBJECT

private slots:
    void textStandsOutFromItsGround();
    void controlsStandOutFromTheirGround();
    void fontsHaveChinese();
    void durationsAreShort();
    void instantsOfOnePictureAreAlike();
    void neighboursAreToldApart();
    void datagramsNameTheirPorts();
};

void LookTest::textStandsOutFromItsGround()
{
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
        const Theme theme(kind);
        for (int i = static_cast<int>(Colour::Text); i < static_cast<int>(Colour::OnColour); ++i)
            for (const Colour ground : {Colour::Page, Colour::Panel}) {
                const double reached = contrast(theme[static_cast<Colour>(i)], theme[ground]);
                QVERIFY2(reached >= 4.5, qPrintable(QString("colour %1 on %2: %3").arg(i).arg(static_cast<int>(ground)).arg(reached)));
            }
        for (const Colour mark : {Colour::Retransmission, Colour::Cursor, Colour::Accent})
            QVERIFY(contrast(theme[Colour::OnColour], theme[mark]) >= 4.5);
        QVERIFY(contrast(theme[Colour::Text], theme[Colour::Highlight]) >= 4.5);
    }
}

// A box without its mark, a field without text, and what is moved in a scroll bar: three to one, as WCAG 1.4.11 has it.
void LookTest::controlsStandOutFromTheirGround()
{
    QApplication::setStyle(programStyle());
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
        const Theme theme(kind);
        qApp->setStyleSheet(scrollBarStyle(theme));
        const auto reached = [&](QWidget& widget, QSize size, int columns = 1'000) {
            widget.setPalette(theme.palette());
            widget.resize(size);
            const QImage image = widget.grab().toImage();
            const QColor ground = theme[Colour::Panel];
            double most = 0;
            for (int x = 0; x < std::min(columns, image.width()); ++x)
                most = std::max(most, contrast(image.pixelColor(x, image.height() / 2), ground));
            return most;
        };
        QCheckBox box;
        QVERIFY2(reached(box, {40, 24}) >= 3, qPrintable(QString::number(reached(box, {40, 24}))));
        QLineEdit line;
        QVERIFY2(reached(line, {40, 24}, 3) >= 3, qPrintable(QString::number(reached(line, {40, 24}, 3))));
        QSpinBox number;
        QVERIFY2(reached(number, {60, 24}, 3) >= 3, qPrintable(QString::number(reached(number, {60, 24}, 3))));
        QScrollBar bar(Qt::Horizontal);
        QVERIFY2(reached(bar, {200, 12}) >= 3, qPrintable(QString::number(reached(bar, {200, 12}))));
        QListWidget list;
        list.setFrameShape(QFrame::NoFrame);
        list.addItem(QString());
        list.item(0)->setCheckState(Qt::Unchecked);
        QVERIFY2(reached(list, {40, 18}) >= 3, qPrintable(QString::number(reached(list, {40, 18}))));
    }
}

void LookTest::fontsHaveChinese()
{
    if (QFontDatabase::families(QFontDatabase::SimplifiedChinese).isEmpty())
        QSKIP("no font with Chinese is installed");
    const Fonts fonts(13);
    QVERIFY(QFontMetricsF(fonts.text()).inFont(QChar(u'重')));
    QVERIFY(Fonts(3).pixels() >= Fonts::kSmallest);
    const QFontMetricsF mono(fonts.mono());
    QCOMPARE(mono.horizontalAdvance(u'0'), mono.horizontalAdvance(u'f'));
}

void LookTest::durationsAreShort()
{
    QCOMPARE(durationText(0ns), QString("0 s"));
    QCOMPARE(durationText(999ns), QString("999 ns"));
    QCOMPARE(durationText(1500us), QString("1.5 ms"));
    QCOMPARE(durationText(20ms), QString("20 ms"));
    QCOMPARE(durationText(1020ms), QString("1.02 s"));
    QCOMPARE(durationText(63s), QString("63 s"));
    QCOMPARE(durationText(7200s), QString("2 h"));
    QCOMPARE(durationText(7875s), QString("2 h 11 min"));
    QCOMPARE(durationText(-20ms), QString("−20 ms"));
}

void LookTest::instantsOfOnePictureAreAlike()
{
    const TimeScale wide(70s, 2ms);
    QCOMPARE(wide.text(kStart + 1020ms), QString("1.020 s"));
    QCOMPARE(wide.number(kStart), QString("0.000"));
    const TimeScale narrow(90ms, 2ms);
    QCOMPARE(narrow.text(kStart + 40ms), QString("40 ms"));
    const TimeScale hours(7200s, 10s);
    QCOMPARE(hours.text(kStart + 3725s), QString("1:02:05"));
    QCOMPARE(hours.number(kStart + 3725s + 250ms, 2), QString("1:02:05.25"));
}

// Neighbours on an axis are never written alike, unless they are nearer than anybody wants to read.
void LookTest::neighboursAreToldApart()
{
    const TimeScale scale(90ms, 2ms);  // whole milliseconds
    const auto at = [](Duration since) { return kStart + since; };
    QCOMPARE(scale.moreFor(std::vector<Instant>{}), 0);
    QCOMPARE(scale.moreFor({at(32ms), at(33ms), at(34ms)}), 0);
    QCOMPARE(scale.moreFor({at(32ms), at(33ms), at(33200us)}), 1);
    QCOMPARE(scale.number(at(33200us), 1), QString("33.2"));
    QCOMPARE(scale.moreFor({at(33200us), at(33248us)}), 2);
    QCOMPARE(scale.moreFor({at(33ms), at(33ms)}), 0);
    QCOMPARE(scale.moreFor({at(33ms), at(33ms + 1ns)}), TimeScale::kMostMore);
    // So many are always enough.
    QCOMPARE(scale.moreFor(1ms), 0);
    QCOMPARE(scale.moreFor(999us), 1);
    QCOMPARE(scale.moreFor(1ns), TimeScale::kMostMore);
    for (Duration offset = 0us; offset < 1ms; offset += 7us)
        QVERIFY(scale.moreFor({at(33ms + offset), at(33ms + offset + 60us)}) <= scale.moreFor(60us));
}

// Datagrams of UDP say their ports as segments do where several connections are told apart.
void LookTest::datagramsNameTheirPorts()
{
    Trace trace;
    Recorder recorder(trace);
    const IpAddress client = parseIpAddress("10.0.0.1").value(), server = parseIpAddress("10.0.0.2").value();
    const HostId host = recorder.addHost("client", client.v4());
    const Octets question(12, 'x');
    Octets datagram(wire::kIpv4HeaderOctets + wire::kUdpHeaderOctets);
    wire::IpFields ip;
    ip.source = client;
    ip.destination = server;
    ip.protocol = wire::kProtocolUdp;
    wire::emitIp(ip, wire::kUdpHeaderOctets + question.size(), datagram.data());
    wire::emitUdp({client, 40001}, {server, 53}, question, true, datagram.data() + wire::kIpv4HeaderOctets);
    datagram.insert(datagram.end(), question.begin(), question.end());
    const EventId sent = recorder.packetSent(kStart, {host}, {Rule::Program}, datagram);
    SegmentPath path;
    path.sent = sent;
    QCOMPARE(segmentText(trace, path), QStringLiteral("UDP 40001→53 len=12"));
    QCOMPARE(segmentText(trace, path, Detail::Numbers), QStringLiteral("UDP 40001→53 len=12"));
    QCOMPARE(segmentText(trace, path, Detail::Flags), QStringLiteral("UDP"));
}

QTEST_MAIN(LookTest)
#include "look_test.moc"
