// Attackers and a server with faults: what is left at the victim (labs B13, C13 and D5 of the catalogue).
#include <QtTest>

#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

// The state in which each connection of the host is at the end, CLOSED ones left out.
std::vector<TcpState> statesOf(const Ran& ran, std::uint16_t host)
{
    std::map<std::uint32_t, TcpState> states;
    for (std::size_t i = 0; i < ran.trace.size(); ++i)
        if (const auto* change = std::get_if<StateChanged>(&ran.trace[i].body); change && ran.trace[i].host == HostId(host))
            states[ran.trace[i].connection.number()] = change->to;
    std::vector<TcpState> left;
    for (const auto& [connection, state] : states)
        if (state != TcpState::Closed && state != TcpState::Listen)
            left.push_back(state);
    return left;
}

// Three clients connect, send 10 octets and close, one after the other.
Ran clientsOf(const std::string& fault)
{
    std::string calls;
    for (const char* socket : {"a", "b", "c"})
        calls += fmt::format(R"({}{{"call": "connect", "to": "server:80", "socket": "{}", "after": "100 ms"}},
                                {{"call": "send", "bytes": 10, "socket": "{}"}}, {{"call": "close", "socket": "{}"}})",
                             calls.empty() ? "" : ",", socket, socket, socket);
    Lab lab = labOf(script(calls), fmt::format(R"({{"plugin": "app_faulty_server", "parameters": {{"fault": "{}"}}}})", fault), 0);
    lab.duration = 10s;
    return Ran(lab);
}

// A client that wants in while its own host floods the server in other people's names.
Ran flood(int synCookies)
{
    Lab lab = labOf(script(R"({"call": "connect", "to": "server:80", "at": "2 s"}, {"call": "send", "bytes": 10})") +
                        R"(,{"plugin": "app_syn_flood", "parameters": {"count": 500}})",
                    kReceiving, 0);
    // As on the Internet: the server's way out does not know that nobody is there.
    lab.hosts[1].routes = {{*parseIpPrefix("0.0.0.0/0"), {"client"}}};
    lab.hosts[1].engine.parameters = {{"tcp_max_syn_backlog", Value{std::int64_t{64}}},
                                      {"tcp_syncookies", Value{std::int64_t{synCookies}}}};
    lab.duration = 4s;
    return Ran(lab);
}

// A connection whose numbers begin at 0 on both sides, and a segment that somebody else sends to the server at 1 s.
Ran injected(const std::string& segment)
{
    Lab lab = labOf(script(R"({"call": "connect", "to": "server:80", "port": 40000}, {"call": "send", "bytes": 100},
                              {"call": "send", "bytes": 100, "at": "2 s"})") +
                        fmt::format(R"(,{{"plugin": "app_injector", "parameters": {{"segments": [
                            {{"at": "1 s", "from": "client:40000", "to": "server:80", {}}}]}}}})",
                                    segment),
                    kReceiving, 0);
    for (LabHost& host : lab.hosts)
        host.engine.parameters = {{"fixedIsn", Value{true}}, {"tcp_timestamps", Value{std::int64_t{0}}}};
    lab.duration = 5s;
    return Ran(lab);
}

}  // namespace

class AttackersTest : public QObject {
    Q_OBJECT
private slots:
    void eachFaultLeavesItsPicture_data()
    {
        QTest::addColumn<std::string>("fault");
        QTest::addColumn<std::size_t>("closeWaits");
        QTest::addColumn<std::size_t>("accepted");
        QTest::addColumn<std::size_t>("read");
        QTest::newRow("none") << std::string("none") << std::size_t{0} << std::size_t{3} << std::size_t{30};
        QTest::newRow("listener not watched") << std::string("listenerNotWatched") << std::size_t{3} << std::size_t{0} << std::size_t{0};
        QTest::newRow("accept not called") << std::string("acceptNotCalled") << std::size_t{2} << std::size_t{1} << std::size_t{10};
        QTest::newRow("socket not watched") << std::string("socketNotWatched") << std::size_t{3} << std::size_t{3} << std::size_t{0};
        QTest::newRow("close not called") << std::string("closeNotCalled") << std::size_t{3} << std::size_t{3} << std::size_t{30};
    }
    void eachFaultLeavesItsPicture()
    {
        QFETCH(std::string, fault);
        QFETCH(std::size_t, closeWaits);
        QFETCH(std::size_t, accepted);
        QFETCH(std::size_t, read);
        const Ran ran = clientsOf(fault);
        const std::vector<TcpState> left = statesOf(ran, 1);
        QCOMPARE(left.size(), closeWaits);
        QVERIFY(std::all_of(left.begin(), left.end(), [](TcpState state) { return state == TcpState::CloseWait; }));
        QCOMPARE(ran.octets<BytesDelivered>(1), read);
        std::size_t waiting = 0;
        for (std::size_t i = 0; i < ran.trace.size(); ++i)
            if (const auto* returned = std::get_if<CallReturned>(&ran.trace[i].body))
                if (const auto* begun = std::get_if<CallBegun>(&ran.trace[returned->begun].body); begun && returned->error == 0)
                    waiting += ran.trace.text(begun->call) == "accept()" ? 1 : 0;
        QCOMPARE(waiting, accepted);
    }

    // RFC 4987: the queue is full of nobody; cookies keep no state for them.
    void aFloodShutsOutTheHonestUnlessThereAreCookies()
    {
        const Ran without = flood(0), with = flood(1);
        QCOMPARE(without.octets<BytesDelivered>(1), std::uint64_t{0});
        QVERIFY(without.recorded(Rule::RawSends) == 500);
        QCOMPARE(with.octets<BytesDelivered>(1), std::uint64_t{10});
    }

    // RFC 5961 §3 and §4, RFC 9293 §3.10.7.4.
    void guessesOfABlindAttacker_data()
    {
        QTest::addColumn<std::string>("segment");
        QTest::addColumn<Rule>("rule");
        QTest::addColumn<std::uint64_t>("delivered");
        QTest::newRow("RST, exactly the next number")
            << std::string(R"("flags": "RST", "seq": 101)") << Rule::TcpResetArrives << std::uint64_t{100};
        QTest::newRow("RST in the window") << std::string(R"("flags": "RST", "seq": 5000)") << Rule::TcpChallengeAck << std::uint64_t{200};
        QTest::newRow("RST outside") << std::string(R"("flags": "RST", "seq": 3000000000)") << Rule::TcpOutOfWindow << std::uint64_t{200};
        QTest::newRow("SYN") << std::string(R"("flags": "SYN", "seq": 5000)") << Rule::TcpChallengeAck << std::uint64_t{200};
        QTest::newRow("data with an ACK of nothing")
            << std::string(R"("flags": "ACK", "seq": 101, "ack": 2000000000, "bytes": 50)") << Rule::TcpAckUnsent << std::uint64_t{200};
    }
    void guessesOfABlindAttacker()
    {
        QFETCH(std::string, segment);
        QFETCH(Rule, rule);
        QFETCH(std::uint64_t, delivered);
        const Ran ran = injected(segment);
        QVERIFY(ran.recorded(rule) > 0);
        QCOMPARE(ran.octets<BytesDelivered>(1), delivered);
    }

    // In steps of the window a sweep must hit it: RFC 5961 §1.2 counts how many segments that takes.
    void aSweepFindsTheWindow()
    {
        QVERIFY(injected(R"("flags": "RST", "seq": 4294900000, "step": 10000, "count": 20)").recorded(Rule::TcpChallengeAck) > 0);
    }
};

QTEST_APPLESS_MAIN(AttackersTest)
#include "attackers_test.moc"
