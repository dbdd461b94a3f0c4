// Programs that live on UDP: what they make of its losses (labs F4 and F5 of the catalogue).
#include <QtTest>

#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

std::string arq(const std::string& role, const std::string& scheme, int kilobytes)
{
    return fmt::format(R"({{"plugin": "app_arq", "parameters": {{"role": "{}", "scheme": "{}", "size": "{} kB"}}}})", role, scheme,
                       kilobytes);
}

Ran transfer(const std::string& scheme, double loss, int kilobytes = 100)
{
    return Ran(labOf(arq("sender", scheme, kilobytes), arq("receiver", scheme, kilobytes), loss));
}

std::string voice(const std::string& role, const std::string& transport, int milliseconds)
{
    return fmt::format(
        R"({{"plugin": "app_voice", "parameters": {{"role": "{}", "transport": "{}", "packets": 1000, "playoutDelay": "{} ms"}}}})", role,
        transport, milliseconds);
}

Ran call(const std::string& transport, double loss, int milliseconds = 60)
{
    return Ran(labOf(voice("speaker", transport, milliseconds), voice("listener", transport, milliseconds), loss));
}

}  // namespace

class OverUdpTest : public QObject {
    Q_OBJECT
private slots:
    void everyOctetArrives_data()
    {
        QTest::addColumn<std::string>("scheme");
        QTest::addColumn<double>("loss");
        for (const char* scheme : {"stopAndWait", "goBackN", "selectiveRepeat"})
            for (const double loss : {0.0, 0.05, 0.2})
                QTest::addRow("%s, loss %g", scheme, loss) << std::string(scheme) << loss;
    }
    void everyOctetArrives()
    {
        QFETCH(std::string, scheme);
        QFETCH(double, loss);
        const Ran ran = transfer(scheme, loss);
        QCOMPARE(ran.octets<BytesDelivered>(1), std::uint64_t{100'000});
        QCOMPARE(ran.recorded(Rule::AppDelivered), std::size_t{100});
        const Ran over(labOf(script(R"({"call": "connect", "to": "server:80"}, {"call": "send", "bytes": 100000}, {"call": "close"})"),
                             kReceiving, 0));
        QCOMPARE(ran.lastStream<BytesDelivered>(), over.lastStream<BytesDelivered>());
    }

    // Stop-and-wait pays a round trip (20 ms) for each datagram, go-back-N repeats what had arrived.
    void windowsSaveTimeAndSelectionSavesTheLink()
    {
        const Ran slow = transfer("stopAndWait", 0), window = transfer("goBackN", 0);
        const auto took = [](const Ran& ran) { return ran.last(Rule::AppDelivered) - kStart; };
        QVERIFY(took(slow) > 100 * 20ms && took(slow) < 100 * 25ms);
        QVERIFY(took(slow) > 6 * took(window));
        const auto sent = [](const Ran& ran) { return ran.count<PacketSent>(); };
        const Ran back = transfer("goBackN", 0.05), selective = transfer("selectiveRepeat", 0.05);
        QCOMPARE(sent(window), std::size_t{200});
        QVERIFY(sent(selective) > 200 && sent(selective) < 230);
        QVERIFY(sent(back) > sent(selective) + 20);
    }

    // Nobody answers: it gives up after the tries.
    void aSenderWithoutReceiverGivesUp()
    {
        const Ran ran(
            labOf(R"({"plugin": "app_arq", "parameters": {"role": "sender", "scheme": "stopAndWait", "tries": 3}})", script(""), 0));
        QCOMPARE(ran.calls("send("), std::size_t{4});
        QCOMPARE(ran.calls("close("), std::size_t{1});
        QVERIFY(ran.recorded(Rule::UdpNoSocket) >= 2);
    }

    void soundIsPlayedInItsTurn()
    {
        const Ran ran = call("udp", 0);
        QCOMPARE(ran.recorded(Rule::AppPlayed), std::size_t{1000});
        QCOMPARE(ran.recorded(Rule::AppGap), std::size_t{0});
        // 10 ms of delay, the wait of 60 ms, and 999 intervals.
        const Instant last = ran.last(Rule::AppPlayed);
        QVERIFY(last > kStart + 70ms + 999 * 20ms && last < kStart + 72ms + 999 * 20ms);
    }

    // Completeness against latency: over UDP a loss is one gap; over TCP it comes, but too late, and what is behind it, too.
    void lossIsAGapOverUdpAndLatenessOverTcp()
    {
        const Ran udp = call("udp", 0.02, 20), tcp = call("tcp", 0.02, 20);
        QVERIFY(udp.recorded(Rule::AppGap) >= 8 && udp.recorded(Rule::AppGap) <= 35);
        QCOMPARE(udp.recorded(Rule::AppTooLate), std::size_t{0});
        QVERIFY(tcp.recorded(Rule::AppGap) > udp.recorded(Rule::AppGap));
        QCOMPARE(tcp.recorded(Rule::AppTooLate), tcp.recorded(Rule::AppGap));
        // With patience, TCP's listener hears everything.
        QCOMPARE(call("tcp", 0.02, 5000).recorded(Rule::AppGap), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(OverUdpTest)
#include "over_udp_test.moc"
