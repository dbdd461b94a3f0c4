#include <QtTest>

#include <nlohmann/json.hpp>

#include "app_script/plugin.h"
#include "apps/fake_sockets.h"
#include "base/pattern.h"

using namespace tcplab;

namespace {

using Log = std::vector<std::string>;

// Calls as they stand in a lab file.
ValueMap calls(const std::string& json)
{
    ValueList list;
    for (const auto& item : nlohmann::json::parse(json)) {
        ValueMap call;
        for (const auto& [key, value] : item.items()) {
            if (value.is_string())
                call[key] = Value{value.get<std::string>()};
            else if (value.is_boolean())
                call[key] = Value{value.get<bool>()};
            else
                call[key] = Value{value.get<std::int64_t>()};
        }
        list.push_back(Value{call});
    }
    return {{"calls", Value{list}}};
}

struct Scripts : FakeHost {
    App& play(const std::string& json) { return add(app_script::contribute, "app_script", calls(json)); }
};

void compare(const Log& log, const Log& expected)
{
    for (std::size_t i = 0; i < std::max(log.size(), expected.size()); ++i) {
        const std::string is = i < log.size() ? log[i] : "(nothing)";
        const std::string wanted = i < expected.size() ? expected[i] : "(nothing)";
        QVERIFY2(is == wanted, qPrintable(QString("call %1 is \"%2\", expected \"%3\"").arg(i).arg(is.c_str(), wanted.c_str())));
    }
}

}  // namespace

class ScriptTest : public QObject {
    Q_OBJECT
private slots:
    void aConnectionFromBothSides()
    {
        Scripts host;
        App& server = host.play(R"([{"call": "listen", "port": 80, "backlog": 5}, {"call": "accept"},
                                    {"call": "receiveAll", "socket": "c"}, {"call": "close", "socket": "c"}])");
        App& client = host.play(R"([{"at": "5 ms", "call": "connect", "to": "server:80"}, {"call": "send", "bytes": 300},
                                    {"after": "10 ms", "call": "close"}])");
        host.run();
        compare(host.sockets.log, {
                                      "at 0 ms: socket() = 0",
                                      "at 0 ms: bind(0, 80) = 0",
                                      "at 0 ms: listen(0, 5) = 0",
                                      "at 0 ms: accept(0) = EAGAIN",
                                      "at 5 ms: socket() = 1",
                                      "at 5 ms: connect(1, 10.0.0.2:80) = EINPROGRESS",
                                      "at 5 ms: connect(1, 10.0.0.2:80) = 0",
                                      "at 5 ms: send(1, 300) = 300",
                                      "at 5 ms: accept(0) = 2",
                                      "at 5 ms: receive(2, 65536) = 300",
                                      "at 5 ms: receive(2, 65536) = EAGAIN",
                                      "at 5 ms: receive(2, 65536) = EAGAIN",
                                      "at 15 ms: close(1) = 0",
                                      "at 15 ms: receive(2, 65536) = 0",
                                      "at 15 ms: close(2) = 0",
                                  });
        QVERIFY(server.finished() && client.finished());
    }

    void callsBeginAtTheirTimeOrWhenTheOneBeforeReturned()
    {
        Scripts host;
        host.play(R"([{"at": "10 ms", "call": "option", "value": 1}, {"at": "3 ms", "call": "option", "value": 2},
                      {"at": "20 ms", "after": "1 ms", "call": "option", "value": 3},
                      {"at": "20 ms", "after": "7 ms", "call": "option", "value": 4}])");
        host.run();
        compare(host.sockets.log, {"at 10 ms: socket() = 0", "at 10 ms: option(0, 1) = 0", "at 10 ms: option(0, 2) = 0",
                                   "at 20 ms: option(0, 3) = 0", "at 27 ms: option(0, 4) = 0"});
    }

    void anErrorEndsTheScript()
    {
        Scripts host;
        App& client = host.play(R"([{"call": "connect", "to": "server:80"}, {"call": "send"}])");
        host.run();
        QCOMPARE(host.sockets.log.back(), std::string("at 0 ms: connect(0, 10.0.0.2:80) = ECONNREFUSED"));
        QVERIFY(client.finished());
        QVERIFY(client.nextWake() == kNever);
    }

    void aCallThatMayFailDoesNot()
    {
        Scripts host;
        host.play(R"([{"at": "10 ms", "call": "listen", "port": 80}])");
        App& client = host.play(R"([{"call": "connect", "to": "server:80", "mayFail": true}, {"call": "close"},
                                    {"at": "20 ms", "call": "connect", "to": "server:80"}, {"call": "send", "bytes": 5}])");
        host.run();
        QCOMPARE(host.sockets.log.back(), std::string("at 20 ms: send(2, 5) = 5"));
        QVERIFY(client.finished());
    }

    void unknownNamesAreRefusedByTheStack()
    {
        Scripts host;
        host.play(R"([{"call": "close", "socket": "nobody", "mayFail": true}, {"call": "connect", "to": "nowhere:80"}])");
        host.run();
        compare(host.sockets.log, {
                                      "at 0 ms: close(4294967295) = EBADF",
                                      "at 0 ms: socket() = 0",
                                      "at 0 ms: connect(0, 0.0.0.0:0) = EINPROGRESS",
                                      "at 0 ms: connect(0, 0.0.0.0:0) = ECONNREFUSED",
                                  });
    }

    void sendGoesOnUntilAllIsAccepted()
    {
        Scripts host;
        host.sockets.buffer = 1000;
        App& server = host.play(
            R"([{"call": "listen", "port": 80}, {"call": "accept"}, {"at": "50 ms", "call": "receiveAll", "socket": "c", "bytes": 200000}])");
        App& client = host.play(R"([{"call": "connect", "to": "server:80"}, {"call": "send", "bytes": 200000}, {"call": "shutdown"}])");
        host.run();
        QVERIFY(server.finished() && client.finished());
        QCOMPARE(host.sockets.log.back().substr(0, 8), std::string("at 50 ms"));
    }

    void theStreamIsThePatternWhateverTheCuts()
    {
        Scripts host;
        host.sockets.buffer = 777;
        host.play(R"([{"call": "connect", "to": "server:80"}, {"call": "send", "bytes": 1}, {"call": "send", "bytes": 100000},
                      {"call": "send", "bytes": 70000}, {"call": "close"}])");
        const SocketId listener = host.sockets.socket({kStart}, SocketType::Stream).socket();
        host.sockets.bind({kStart}, listener, {{}, 80});
        host.sockets.listen({kStart}, listener, 1);
        host.run();
        const SocketId accepted = host.sockets.accept({kStart}, listener).socket();
        Octets stream;
        for (Octets room(5000);;) {
            host.run();
            const CallResult result = host.sockets.receive({kStart}, accepted, room);
            QVERIFY(result.ok());
            if (result.value == 0)
                break;
            stream.insert(stream.end(), room.begin(), room.begin() + result.value);
        }
        QCOMPARE(stream.size(), std::size_t{170001});
        QVERIFY(isPattern(0, stream));
    }

    void receiveIsOneCall()
    {
        Scripts host;
        host.play(R"([{"call": "listen", "port": 80}, {"call": "accept"}, {"at": "1 ms", "call": "receive", "socket": "c", "bytes": 100},
                      {"call": "receive", "socket": "c"}])");
        host.play(R"([{"call": "connect", "to": "server:80"}, {"call": "send", "bytes": 300}])");
        host.run();
        const Log& log = host.sockets.log;
        QCOMPARE(log[log.size() - 2], std::string("at 1 ms: receive(2, 100) = 100"));
        QCOMPARE(log[log.size() - 1], std::string("at 1 ms: receive(2, 1000) = 200"));
    }

    void anAbortEndsThePeersCall()
    {
        Scripts host;
        App& server = host.play(
            R"([{"call": "listen", "port": 80}, {"call": "accept"}, {"call": "receiveAll", "socket": "c"}, {"call": "close", "socket": "c"}])");
        host.play(R"([{"call": "connect", "to": "server:80"}, {"at": "1 ms", "call": "abort"}])");
        host.run();
        QCOMPARE(host.sockets.log.back(), std::string("at 1 ms: receive(2, 65536) = ECONNRESET"));
        QVERIFY(server.finished());
    }

    void aLocalPortIsBoundOnce()
    {
        Scripts host;
        host.play(R"([{"call": "listen", "port": 80}])");
        host.play(R"([{"call": "connect", "to": "10.0.0.2:80", "port": 4000}])");
        host.run();
        const Log& log = host.sockets.log;
        QCOMPARE(std::count(log.begin(), log.end(), "at 0 ms: bind(1, 4000) = 0"), 1);
    }

    void anEmptyScriptIsFinished()
    {
        Scripts host;
        App& app = host.play("[]");
        QVERIFY(app.finished());
        QVERIFY(app.nextWake() == kNever);
        host.run();
        QVERIFY(host.sockets.log.empty());
    }
};

QTEST_GUILESS_MAIN(ScriptTest)
#include "script_test.moc"
