// poll(), select() and epoll of a script, and calls on non-blocking sockets, as the Trace has them.
#include <QtTest>

#include "plugin/readiness.h"
#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

using Log = std::vector<std::string>;

// What one host's programs called from an instant on and what it gave, with what was ready: "30 ms poll(s POLLIN, -1) = 1 (s POLLIN)".
// Times are those of the return, in whole milliseconds; what does not return has none.
Log callsOf(const Ran& ran, std::uint16_t host)
{
    Log log;
    std::string ready;
    for (std::size_t i = 0; i < ran.trace.size(); ++i) {
        const Event& event = ran.trace[i];
        if (!(event.host == HostId(host)))
            continue;
        if (event.rule == Rule::AppReady)
            ready = fmt::format(" ({})", ran.trace.text(std::get<Note>(event.body).text));
        const auto* returned = std::get_if<CallReturned>(&event.body);
        if (!returned)
            continue;
        const std::string& call = ran.trace.text(std::get<CallBegun>(ran.trace[returned->begun].body).call);
        const std::string result =
            returned->error == 0 ? std::to_string(returned->value) : std::string(name(static_cast<Errno>(returned->error)));
        log.push_back(fmt::format("{} ms {} = {}{}", nanoseconds(event.at) / 1'000'000, call, result, std::exchange(ready, {})));
    }
    return log;
}

void compare(const Log& log, const Log& expected)
{
    for (std::size_t i = 0; i < std::max(log.size(), expected.size()); ++i) {
        const std::string is = i < log.size() ? log[i] : "(nothing)";
        const std::string wanted = i < expected.size() ? expected[i] : "(nothing)";
        QVERIFY2(is == wanted, qPrintable(QString("call %1 is \"%2\", expected \"%3\"").arg(i).arg(is.c_str(), wanted.c_str())));
    }
}

// The server's part: it listens, accepts the one connection as c at 30 ms, and then does what is given.
Ran serving(const std::string& client, const std::string& server)
{
    return Ran(labOf(script(R"({"call": "connect", "to": "server:80"}, )" + client),
                     script(R"({"call": "listen", "port": 80}, {"call": "accept"}, )" + server), 0));
}

const std::string kWatch = R"("watch": [{"socket": "c"}])";

Log afterAccept(const Ran& ran)
{
    const Log log = callsOf(ran, 1);
    return {log.begin() + 4, log.end()};
}

}  // namespace

class ReadinessTest : public QObject {
    Q_OBJECT
private slots:
    void pollWaitsForData()
    {
        const Ran ran = serving(R"({"call": "send", "bytes": 100, "after": "1 s"}, {"call": "close", "after": "1 s"})",
                                R"({"call": "poll", )" + kWatch + R"(}, {"call": "poll", )" + kWatch +
                                    R"(, "timeout": "5 s"}, {"call": "receive", "socket": "c"}, {"call": "poll", )" + kWatch +
                                    R"(, "timeout": "100 ms"}, {"call": "poll", )" + kWatch + R"(}, {"call": "receive", "socket": "c"})");
        // Level-triggered: what is there is told again. At the end the FIN makes it readable.
        compare(afterAccept(ran),
                {"1030 ms poll(c POLLIN, -1) = 1 (c POLLIN)", "1030 ms poll(c POLLIN, 5000) = 1 (c POLLIN)", "1030 ms recv(1000) = 100",
                 "1130 ms poll(c POLLIN, 100) = 0", "2030 ms poll(c POLLIN, -1) = 1 (c POLLIN)", "2030 ms recv(1000) = 0"});
        QCOMPARE(ran.recorded(Rule::CallTimesOut), std::size_t{1});
    }

    void pollTellsOfWritingAndOfUnknownSockets()
    {
        const Ran ran = serving(R"({"call": "close", "after": "1 s"})",
                                R"({"call": "poll", "watch": [{"socket": "c", "events": "readWrite"}, {"socket": "nobody"}]})");
        compare(afterAccept(ran), {"30 ms poll(c POLLIN|POLLOUT, nobody POLLIN, -1) = 2 (c POLLOUT, nobody POLLNVAL)"});
    }

    void aResetIsAnErrorThatNobodyAskedFor()
    {
        const Ran ran = serving(R"({"call": "abort", "after": "1 s"})",
                                R"({"call": "poll", "watch": [{"socket": "c"}]}, {"call": "error", "socket": "c"})");
        const Log log = afterAccept(ran);
        QCOMPARE(log.size(), std::size_t{2});
        QVERIFY2(log[0].find("POLLERR") != std::string::npos && log[0].find("POLLHUP") != std::string::npos, log[0].c_str());
        QVERIFY2(log[1].find("getsockopt(SO_ERROR) = ") != std::string::npos && log[1].back() != '0', log[1].c_str());
    }

    void selectCountsEachDirection()
    {
        const Ran ran = serving(R"({"call": "send", "bytes": 100, "after": "1 s"}, {"call": "close", "after": "10 s"})",
                                R"({"call": "select", )" + kWatch + R"(, "timeout": "500 ms"}, {"call": "select", )" + kWatch +
                                    R"(}, {"call": "select", "watch": [{"socket": "c", "events": "readWrite"}]})");
        compare(afterAccept(ran), {"530 ms select({c}, {}, 500 ms) = 0", "1030 ms select({c}, {}, -1 ms) = 1 (c readable)",
                                   "1030 ms select({c}, {c}, -1 ms) = 2 (c readable, c writable)"});
    }

    void epollTellsEdgesOnceAndLevelsAlways()
    {
        const std::string client = R"({"call": "send", "bytes": 100, "after": "1 s"}, {"call": "send", "bytes": 50, "after": "1 s"},
                                      {"call": "close", "after": "10 s"})";
        const std::string wait = R"({"call": "epollWait", "timeout": "300 ms"})";
        const Ran edge = serving(client, R"({"call": "epollAdd", "socket": "c", "trigger": "edge"}, {"call": "epollWait"}, )" + wait +
                                             R"(, {"call": "epollWait"}, {"call": "epollRemove", "socket": "c"}, )" + wait);
        compare(afterAccept(edge),
                {"30 ms epoll_create1(0) = 0", "30 ms epoll_ctl(EPOLL_CTL_ADD, c, EPOLLIN|EPOLLET) = 0",
                 "1030 ms epoll_wait(-1) = 1 (c EPOLLIN)", "1330 ms epoll_wait(300) = 0", "2030 ms epoll_wait(-1) = 1 (c EPOLLIN)",
                 "2030 ms epoll_ctl(EPOLL_CTL_DEL, c) = 0", "2330 ms epoll_wait(300) = 0"});
        const Ran level = serving(client, R"({"call": "epollAdd", "socket": "c"}, {"call": "epollWait"}, )" + wait);
        compare(afterAccept(level), {"30 ms epoll_create1(0) = 0", "30 ms epoll_ctl(EPOLL_CTL_ADD, c, EPOLLIN) = 0",
                                     "1030 ms epoll_wait(-1) = 1 (c EPOLLIN)", "1030 ms epoll_wait(300) = 1 (c EPOLLIN)"});
        const Ran unknown =
            serving(client, R"({"call": "epollAdd", "socket": "nobody", "mayFail": true}, {"call": "close", "socket": "c"})");
        compare(afterAccept(unknown),
                {"30 ms epoll_create1(0) = 0", "30 ms epoll_ctl(EPOLL_CTL_ADD, nobody, EPOLLIN) = EBADF", "30 ms close() = 0"});
    }

    // What would have to wait returns, and the script goes on: EAGAIN is no failure.
    void nonBlockingCallsReturnAtOnce()
    {
        const Ran ran(labOf(script(R"({"call": "nonBlocking"}, {"call": "connect", "to": "server:80"},
                                      {"call": "poll", "watch": [{"socket": "s", "events": "write"}]}, {"call": "error"},
                                      {"call": "receive"}, {"call": "receiveAll"}, {"call": "send", "bytes": 100000000},
                                      {"call": "send", "bytes": 1000}, {"call": "abort"})"),
                            script(R"({"call": "listen", "port": 80}, {"call": "nonBlocking"}, {"call": "accept"},
                                      {"call": "poll", "watch": [{"socket": "s"}]}, {"call": "accept"})"),
                            0));
        Log client = callsOf(ran, 0);
        QVERIFY(client.size() == 10);
        const std::string sent = client[7];
        client[7] = "sent";
        compare(client, {"0 ms socket(SOCK_STREAM) = 3", "0 ms fcntl(F_SETFL, O_NONBLOCK) = 0", "0 ms connect(10.0.0.2:80) = EINPROGRESS",
                         "20 ms poll(s POLLOUT, -1) = 1 (s POLLOUT)", "20 ms getsockopt(SO_ERROR) = 0", "20 ms recv(1000) = EAGAIN",
                         "20 ms recv(65536) = EAGAIN", "sent", client[8], "20 ms abort() = 0"});
        QVERIFY2(sent.find("20 ms send(65536) = ") == 0, sent.c_str());
        Log server = callsOf(ran, 1);
        server.erase(server.begin(), server.begin() + 3);
        compare(server, {"0 ms fcntl(F_SETFL, O_NONBLOCK) = 0", "0 ms accept() = EAGAIN", "30 ms poll(s POLLIN, -1) = 1 (s POLLIN)",
                         "30 ms accept() = 4"});
        QVERIFY(ran.recorded(Rule::CallWouldBlock) >= 4);
    }

    void epollRemembersWhatIsNew()
    {
        Epoll epoll;
        epoll.add(3, poll_events::kIn | poll_events::kEdge);
        epoll.add(4, poll_events::kOut);
        Readiness ready;
        ready.readable = ready.writable = true;
        const auto all = [&](std::int64_t) { return ready; };
        QCOMPARE(epoll.take(all).size(), std::size_t{2});
        QCOMPARE(epoll.take(all).size(), std::size_t{1});
        epoll.notice(3);
        QCOMPARE(epoll.take(all).size(), std::size_t{2});
        epoll.remove(4);
        QCOMPARE(epoll.take(all).size(), std::size_t{0});
        ready = {};
        ready.hungUp = ready.urgent = true;
        QCOMPARE(eventNames(reported(ready, poll_events::kIn), "POLL"), std::string("POLLHUP"));
        QCOMPARE(eventNames(reported(ready, poll_events::kPriority), "EPOLL"), std::string("EPOLLPRI|EPOLLHUP"));
    }
};

QTEST_APPLESS_MAIN(ReadinessTest)
#include "readiness_test.moc"
