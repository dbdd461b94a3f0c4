#include <QtTest>

#include "app_services/plugin.h"
#include "apps/fake_sockets.h"
#include "base/pattern.h"

using namespace tcplab;

namespace {

struct Services : FakeHost {
    explicit Services(const char* service, ValueMap given = {})
    {
        given.emplace("service", Value{std::string(service)});
        add(app_services::contribute, "app_services", given);
        run();
    }

    SocketId connected(std::uint16_t port)
    {
        const SocketId socket = sockets.socket({kStart}, SocketType::Stream).socket();
        sockets.connect({kStart}, socket, {{}, port});
        run();
        return socket;
    }

    std::int64_t say(SocketId socket, std::size_t octets)
    {
        const std::int64_t sent = sockets.send({kStart}, socket, pattern(0, octets)).value;
        run();
        return sent;
    }

    std::string hear(SocketId socket, std::size_t octets)
    {
        Octets room(octets);
        const CallResult result = sockets.receive({kStart}, socket, room);
        run();
        return {room.begin(), room.begin() + std::max<std::int64_t>(result.value, 0)};
    }
};

std::string patternText(std::size_t octets)
{
    const Octets made = pattern(0, octets);
    return {made.begin(), made.end()};
}

}  // namespace

class ServicesTest : public QObject {
    Q_OBJECT
private slots:
    void echoGivesBackTheSame()
    {
        Services host("echo");
        const SocketId socket = host.connected(7);
        QCOMPARE(host.say(socket, 10'000), 10'000);
        QCOMPARE(host.hear(socket, 20'000), patternText(10'000));
        host.sockets.shutdown({kStart}, socket, ShutdownHow::Send);
        host.run();
        QCOMPARE(host.sockets.open(), std::size_t{2});  // the listener and the test's
    }

    // A peer that talks and never listens: what echo holds is bounded by its buffer and the streams'.
    void echoStopsReceivingWhenItCannotSend()
    {
        Services host("echo");
        host.sockets.buffer = 1000;
        const SocketId socket = host.connected(7);
        std::int64_t taken = 0;
        for (int i = 0; i < 1000; ++i)
            taken += std::max<std::int64_t>(host.say(socket, 1000), 0);
        QVERIFY(taken <= 1000 + 4096 + 1000);
        QVERIFY(host.sockets.fullest() <= 1000);
        std::string heard;
        for (std::string part = host.hear(socket, 500); !part.empty(); part = host.hear(socket, 500))
            heard += part;
        QCOMPARE(static_cast<std::int64_t>(heard.size()), taken);
    }

    void discardTakesEverythingAndSaysNothing()
    {
        Services host("discard");
        const SocketId socket = host.connected(9);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(host.say(socket, 60'000), 60'000);
        QCOMPARE(host.hear(socket, 10), std::string());
        QCOMPARE(host.sockets.fullest(), std::size_t{0});
    }

    void chargenTurnsTheRing()
    {
        Services host("chargen");
        const SocketId socket = host.connected(19);
        std::string heard;
        while (heard.size() < 74 * 96)
            heard += host.hear(socket, 1000);
        QCOMPARE(heard.substr(0, 74), std::string(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n"));
        QCOMPARE(heard.substr(74, 74), std::string("!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh\r\n"));
        QCOMPARE(heard.substr(74 * 95, 74), heard.substr(0, 74));
    }

    void chargenWaitsForThePeerAndEndsWithIt()
    {
        Services host("chargen");
        host.sockets.buffer = 5000;
        const SocketId socket = host.connected(19);
        QCOMPARE(host.sockets.fullest(), std::size_t{5000});
        QCOMPARE(host.say(socket, 3000), 3000);  // thrown away
        QCOMPARE(host.sockets.fullest(), std::size_t{5000});
        host.sockets.close({kStart}, socket);
        host.run();
        QCOMPARE(host.sockets.open(), std::size_t{1});
    }

    void aResetEndsTheConnectionAlone()
    {
        for (const auto& [service, port] : {std::pair{"echo", 7}, {"discard", 9}, {"chargen", 19}}) {
            Services host(service);
            const SocketId socket = host.connected(static_cast<std::uint16_t>(port));
            host.sockets.abort({kStart}, socket);
            host.run();
            QCOMPARE(host.sockets.open(), std::size_t{1});
            host.connected(static_cast<std::uint16_t>(port));
            QCOMPARE(host.sockets.open(), std::size_t{3});
        }
    }

    void anotherPort()
    {
        Services host("echo", {{"port", Value{std::int64_t{7777}}}});
        const SocketId socket = host.connected(7777);
        host.say(socket, 100);
        QCOMPARE(host.hear(socket, 200), patternText(100));
    }
};

QTEST_GUILESS_MAIN(ServicesTest)
#include "services_test.moc"
