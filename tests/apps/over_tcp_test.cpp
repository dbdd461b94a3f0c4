// Scripts and HTTP over the real engine and real links, in virtual time.
#include <QtTest>

#include <fmt/format.h>

#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

std::string sending(int bytes)
{
    return script(fmt::format(R"({{"call": "connect", "to": "server:80"}}, {{"call": "send", "bytes": {}}}, {{"call": "close"}})", bytes));
}

std::string fetching(int bytes, int count, bool keepAlive)
{
    return fmt::format(R"({{"plugin": "app_http", "parameters": {{"role": "client", "get": "server:80/bytes/{}", "count": {},
                           "keepAlive": {}, "expectPattern": true}}}})",
                       bytes, count, keepAlive);
}

const std::string kHttpServer = R"({"plugin": "app_http"})";

}  // namespace

class OverTcpTest : public QObject {
    Q_OBJECT
private slots:
    void aScriptTransfers_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<double>("loss");
        for (const int bytes : {1, 1460, 100'000, 2'000'000})
            for (const double loss : {0.0, 0.01, 0.1})
                QTest::addRow("%d bytes, loss %g", bytes, loss) << bytes << loss;
    }
    void aScriptTransfers()
    {
        QFETCH(int, bytes);
        QFETCH(double, loss);
        const Ran ran(labOf(sending(bytes), kReceiving, loss));
        QCOMPARE(ran.octets<BytesDelivered>(1), static_cast<std::uint64_t>(bytes));
        QCOMPARE(ran.lastStream<BytesDelivered>(), ran.lastStream<BytesAccepted>());
        QCOMPARE(ran.failures(), std::vector<std::string>{});
        if (loss == 0)
            QCOMPARE(ran.count<PacketDropped>(), std::size_t{0});
        if (bytes * loss > 10'000)
            QVERIFY(ran.count<PacketDropped>() > 0);
    }

    void tenRequestsShareAConnection_data()
    {
        QTest::addColumn<double>("loss");
        for (const double loss : {0.0, 0.02})
            QTest::addRow("loss %g", loss) << loss;
    }
    void tenRequestsShareAConnection()
    {
        QFETCH(double, loss);
        const Ran ran(labOf(fetching(20'000, 10, true), kHttpServer, loss));
        QVERIFY(ran.octets<BytesDelivered>(0) > 200'000);
        QCOMPARE(ran.octets<BytesDelivered>(0), ran.octets<BytesAccepted>(1));
        QCOMPARE(ran.octets<BytesDelivered>(1), ran.octets<BytesAccepted>(0));
        QCOMPARE(ran.calls("connect("), std::size_t{1});
        QCOMPARE(ran.failures(), std::vector<std::string>{});  // an abort would be the client's "wrong octet"
        QCOMPARE(ran.calls("abort("), std::size_t{0});
    }

    void tenRequestsWithAConnectionEach()
    {
        const Ran ran(labOf(fetching(20'000, 10, false), kHttpServer, 0.01));
        QVERIFY(ran.octets<BytesDelivered>(0) > 200'000);
        QCOMPARE(ran.calls("connect("), std::size_t{10});
        QCOMPARE(ran.calls("abort("), std::size_t{0});
        QCOMPARE(ran.failures(), std::vector<std::string>{});
    }

    void keepAliveSavesRoundTrips()
    {
        const auto took = [](bool keepAlive) {
            Lab lab = labOf(fetching(1000, 10, keepAlive), kHttpServer, 0);
            const Ran ran(lab);
            Instant last = kStart;
            for (std::size_t i = 0; i < ran.trace.size(); ++i)
                if (std::holds_alternative<BytesDelivered>(ran.trace[i].body))
                    last = ran.trace[i].at;
            return last;
        };
        QVERIFY(took(false) - took(true) > 9 * 20ms);
    }

    void theSameSeedGivesTheSameTrace()
    {
        Lab lab = labOf(fetching(50'000, 3, true), kHttpServer, 0.05);
        const std::uint64_t first = fingerprint(Ran(lab).trace);
        QCOMPARE(fingerprint(Ran(lab).trace), first);
        lab.seed = 2;
        QVERIFY(fingerprint(Ran(lab).trace) != first);
    }

    void wrongNamesFailVisibly()
    {
        const Ran ran(labOf(script(R"({"call": "send", "mayFail": true}, {"call": "connect", "to": "nowhere:80"})"), kReceiving, 0));
        const std::vector<std::string> expected{"send(1000)", "connect(0.0.0.0:0)"};
        const auto failures = ran.failures();
        QCOMPARE(std::vector<std::string>(failures.begin(), failures.begin() + std::min<std::ptrdiff_t>(2, std::ssize(failures))),
                 expected);
        QCOMPARE(ran.count<PacketSent>(), std::size_t{0});
    }

    void chargenStopsAtTheWindow()
    {
        const std::string client = script(R"({"call": "connect", "to": "server:19"},
                                             {"at": "20 s", "call": "receive", "bytes": 74}, {"call": "abort"})");
        const Ran ran(labOf(client, R"({"plugin": "app_services", "parameters": {"service": "chargen"}})", 0));
        QVERIFY(ran.octets<BytesAccepted>(1) < 1'000'000);
        QCOMPARE(ran.octets<BytesDelivered>(0), std::uint64_t{74});
    }

    void echoComesBackOverLoss()
    {
        const std::string client = script(R"({"call": "connect", "to": "server:7"}, {"call": "send", "bytes": 50000},
                                             {"call": "receiveAll", "bytes": 50000}, {"call": "close"})");
        const Ran ran(labOf(client, R"({"plugin": "app_services"})", 0.02));
        QCOMPARE(ran.octets<BytesDelivered>(0), std::uint64_t{50'000});
        QCOMPARE(ran.failures(), std::vector<std::string>{});
    }
};

QTEST_GUILESS_MAIN(OverTcpTest)
#include "over_tcp_test.moc"
