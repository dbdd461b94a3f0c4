// Scripts and HTTP over the real engine and real links, in virtual time.
#include <QtTest>

#include <fmt/format.h>

#include "all_plugins.h"
#include "lab/lab_file.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

// Two hosts with an app each (as in a lab file), 10 Mbit/s, 10 ms each way, and some loss.
Lab labOf(const std::string& client, const std::string& server, double loss)
{
    const std::string link = fmt::format(
        R"([{{"plugin": "link_loss", "parameters": {{"probability": {}}}}},
            {{"plugin": "link_rate", "parameters": {{"rate": "10 Mbit/s", "queuePackets": 100}}}},
            {{"plugin": "link_delay", "parameters": {{"delay": "10 ms"}}}}])",
        loss);
    const std::string json = fmt::format(
        R"({{"tcplab": 1, "id": "test", "title": {{"en": "A test"}}, "duration": "1 h",
            "hosts": [{{"name": "client", "address": "10.0.0.1", "engine": {{"plugin": "engine_tcp"}}, "apps": [{}]}},
                      {{"name": "server", "address": "10.0.0.2", "engine": {{"plugin": "engine_tcp"}}, "apps": [{}]}}],
            "links": [{{"from": "client", "to": "server", "forward": {}, "backward": {}}}]}})",
        client, server, link, link);
    return parseLab(json, "test").value().lab;
}

std::string script(const std::string& calls)
{
    return fmt::format(R"({{"plugin": "app_script", "parameters": {{"calls": [{}]}}}})", calls);
}

std::string sending(int bytes)
{
    return script(fmt::format(R"({{"call": "connect", "to": "server:80"}}, {{"call": "send", "bytes": {}}}, {{"call": "close"}})", bytes));
}

const std::string kReceiving = script(R"({"call": "listen", "port": 80}, {"call": "accept"},
                                         {"call": "receiveAll", "socket": "c"}, {"call": "close", "socket": "c"})");

std::string fetching(int bytes, int count, bool keepAlive)
{
    return fmt::format(R"({{"plugin": "app_http", "parameters": {{"role": "client", "get": "server:80/bytes/{}", "count": {},
                           "keepAlive": {}, "expectPattern": true}}}})",
                       bytes, count, keepAlive);
}

const std::string kHttpServer = R"({"plugin": "app_http"})";

struct Ran {
    explicit Ran(const Lab& lab) : trace(*(result = run(lab, allPlugins()).value()).trace) {}

    template <class Body>
    std::size_t count() const
    {
        std::size_t found = 0;
        for (std::size_t i = 0; i < trace.size(); ++i)
            found += std::holds_alternative<Body>(trace[i].body);
        return found;
    }

    // Octets that the host's programs took from (Delivered) or gave to (Accepted) all of its connections.
    template <class Body>
    std::uint64_t octets(std::uint16_t host) const
    {
        std::map<std::uint32_t, std::uint64_t> totals;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* body = std::get_if<Body>(&trace[i].body); body && trace[i].host == HostId(host))
                totals[trace[i].connection.number()] = body->total;
        std::uint64_t sum = 0;
        for (const auto& [connection, total] : totals)
            sum += total;
        return sum;
    }

    // The running fingerprint of the last delivered (accepted) octets.
    template <class Body>
    std::uint64_t lastStream() const
    {
        std::uint64_t stream = 0;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* body = std::get_if<Body>(&trace[i].body))
                stream = body->stream;
        return stream;
    }

    // Calls that went wrong, and those that never returned, by name.
    std::vector<std::string> failures() const
    {
        std::map<EventId, std::string> open;
        std::vector<std::string> failed;
        for (std::size_t i = 0; i < trace.size(); ++i) {
            if (const auto* begun = std::get_if<CallBegun>(&trace[i].body)) {
                open[EventId(static_cast<std::uint32_t>(i))] = trace.text(begun->call);
            } else if (const auto* returned = std::get_if<CallReturned>(&trace[i].body)) {
                if (returned->error != 0)
                    failed.push_back(open[returned->begun]);
                open.erase(returned->begun);
            }
        }
        for (const auto& [event, call] : open)
            if (call != "accept()")  // a server goes on waiting
                failed.push_back("unreturned " + call);
        return failed;
    }

    std::size_t calls(std::string_view name) const
    {
        std::size_t found = 0;
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* begun = std::get_if<CallBegun>(&trace[i].body))
                found += trace.text(begun->call).starts_with(name);
        return found;
    }

    RunResult result;
    const Trace& trace;
};

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
