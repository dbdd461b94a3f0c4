#include <QtTest>

#include "app_http/client.h"
#include "app_http/plugin.h"
#include "apps/fake_sockets.h"
#include "base/pattern.h"

using namespace tcplab;

namespace {

struct Http : FakeHost {
    Http() { add(app_http::contribute, "app_http", {}); }

    app_http::Client& client(ValueMap given)
    {
        given.emplace("role", Value{std::string("client")});
        return dynamic_cast<app_http::Client&>(add(app_http::contribute, "app_http", given));
    }

    std::size_t calls(std::string_view name) const
    {
        return static_cast<std::size_t>(std::count_if(sockets.log.begin(), sockets.log.end(), [&](const std::string& line) {
            return line.find(name) != std::string::npos && line.find("= E") == std::string::npos;
        }));
    }
};

Value text(const char* value) { return {std::string(value)}; }
Value number(std::int64_t value) { return {value}; }

// A client of bare octets: says `said` (`step` octets at a time) and answers all that the server says within a
// second, and whether the server has closed.
struct Heard {
    std::string text;
    bool ended = false;
};
Heard ask(Http& host, std::string_view said, std::size_t step = 100'000, bool shutdown = false)
{
    FakeSockets& sockets = host.sockets;
    const SocketId socket = sockets.socket({kStart}, SocketType::Stream).socket();
    host.run(kStart + 1s);
    sockets.connect({kStart}, socket, {{}, 80});
    Heard heard;
    Octets room(100'000);
    const auto listen = [&] {
        host.run(kStart + 1s);
        for (;;) {
            const CallResult result = sockets.receive({kStart}, socket, room);
            if (!result.ok())
                return;
            if (result.value == 0) {
                heard.ended = true;
                return;
            }
            heard.text.append(room.begin(), room.begin() + result.value);
            host.run(kStart + 1s);
        }
    };
    while (!said.empty()) {
        const OctetView part(reinterpret_cast<const std::uint8_t*>(said.data()), std::min(step, said.size()));
        const CallResult sent = sockets.send({kStart}, socket, part);
        said.remove_prefix(sent.ok() ? static_cast<std::size_t>(sent.value) : said.size());
        listen();
    }
    if (shutdown)
        sockets.shutdown({kStart}, socket, ShutdownHow::Send);
    listen();
    return heard;
}

std::size_t occurrences(const std::string& text, const std::string& word)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

std::string bodyOf(const std::string& response) { return response.substr(response.find("\r\n\r\n") + 4); }

// A server of bare octets on port 81 that gives the same answer to whatever is said, and closes or not.
void serveOnce(Http& host, std::string_view answer, bool closes)
{
    FakeSockets& sockets = host.sockets;
    const SocketId listener = sockets.socket({kStart}, SocketType::Stream).socket();
    sockets.bind({kStart}, listener, {{}, 81});
    sockets.listen({kStart}, listener, 1);
    host.run(kStart + 1s);
    const SocketId accepted = sockets.accept({kStart}, listener).socket();
    sockets.send({kStart}, accepted, {reinterpret_cast<const std::uint8_t*>(answer.data()), answer.size()});
    if (closes)
        sockets.shutdown({kStart}, accepted, ShutdownHow::Send);
    host.run(kStart + 1s);
}

}  // namespace

class HttpTest : public QObject {
    Q_OBJECT
private slots:
    void tenRequestsOverOneConnection()
    {
        Http host;
        auto& client = host.client({{"get", text("server:80/bytes/5000")}, {"count", number(10)}, {"expectPattern", Value{true}}});
        host.run();
        QCOMPARE(client.responses(), 10);
        QCOMPARE(client.bodyOctets(), std::uint64_t{50'000});
        QVERIFY(client.finished());
        QCOMPARE(host.calls("accept("), std::size_t{1});
        QCOMPARE(host.sockets.open(), std::size_t{1});  // the listener
    }

    void tenRequestsOverTenConnections()
    {
        Http host;
        auto& client = host.client({{"get", text("server:80/bytes/5000")}, {"count", number(10)}, {"keepAlive", Value{false}}});
        host.run();
        QCOMPARE(client.responses(), 10);
        QCOMPARE(client.bodyOctets(), std::uint64_t{50'000});
        QCOMPARE(host.calls("accept("), std::size_t{10});
        QCOMPARE(host.sockets.open(), std::size_t{1});
    }

    void anySizeArrivesThroughSmallBuffers_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 31, 32, 16383, 16384, 16385, 1'000'000})
            QTest::addRow("%d", size) << size;
    }
    void anySizeArrivesThroughSmallBuffers()
    {
        QFETCH(int, size);
        Http host;
        host.sockets.buffer = 1000;
        host.sockets.gulp = 333;
        auto& client = host.client({{"get", text(fmt::format("server:80/bytes/{}", size).c_str())}, {"expectPattern", Value{true}}});
        host.run();
        QCOMPARE(client.responses(), 1);
        QCOMPARE(client.bodyOctets(), static_cast<std::uint64_t>(size));
    }

    void manyAtOnce()
    {
        Http host;
        std::vector<app_http::Client*> clients;
        for (int i = 0; i < 200; ++i)
            clients.push_back(&host.client({{"get", text("server:80/bytes/20000")}, {"count", number(3)}, {"expectPattern", Value{true}}}));
        host.sockets.buffer = 3000;
        host.run();
        for (const auto* client : clients)
            QCOMPARE(client->responses(), 3);
    }

    void aClientBeginsAtItsTime()
    {
        Http host;
        host.client({{"at", text("250 ms")}});
        host.run();
        QCOMPARE(std::count(host.sockets.log.begin(), host.sockets.log.end(), "at 250 ms: connect(1, 10.0.0.2:80) = 0"), 1);
    }

    void requestsMayArriveOctetByOctet()
    {
        Http host;
        const Heard heard = ask(host, "GET /bytes/10 HTTP/1.1\r\nHost: x\r\n\r\n", 1);
        QVERIFY(heard.text.starts_with("HTTP/1.1 200 OK\r\n"));
        QVERIFY(heard.text.find("Content-Length: 10\r\n") != std::string::npos);
        QVERIFY(heard.text.find("Connection: keep-alive\r\n") != std::string::npos);
        QCOMPARE(bodyOf(heard.text), std::string("octet 0000"));
        QVERIFY(!heard.ended);
    }

    void requestsMayBePipelined()
    {
        Http host;
        std::string said;
        for (int i = 0; i < 500; ++i)
            said += "GET /bytes/10 HTTP/1.1\r\nHost: x\r\n\r\n";
        QCOMPARE(occurrences(ask(host, said).text, "200 OK"), std::size_t{500});
    }

    void closeIsHonoured()
    {
        Http host;
        QVERIFY(ask(host, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").ended);
        QVERIFY(ask(host, "GET / HTTP/1.0\r\n\r\n").ended);
        QVERIFY(!ask(host, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").ended);
    }

    void headGivesNoBody()
    {
        Http host;
        const Heard heard = ask(host, "HEAD /bytes/1000 HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(heard.text.find("Content-Length: 1000\r\n") != std::string::npos);
        QCOMPARE(bodyOf(heard.text), std::string());
    }

    void whatIsNotThere_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path :
             {"/nothing", "/bytes", "/bytes/", "/bytes/-1", "/bytes/1x", "/bytes/10000000001", "/bytes/99999999999999999999999999", "//"})
            QTest::addRow("%s", path) << path;
    }
    void whatIsNotThere()
    {
        QFETCH(QString, path);
        Http host;
        const Heard heard = ask(host, fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", path.toStdString()));
        QVERIFY(heard.text.starts_with("HTTP/1.1 404 "));
        QVERIFY(!heard.ended);
    }

    void theLargestIsPromised()
    {
        Http host;
        const Heard heard = ask(host, "HEAD /bytes/10000000000 HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(heard.text.find("Content-Length: 10000000000\r\n") != std::string::npos);
    }

    void whatIsRefused()
    {
        Http host;
        const Heard malformed = ask(host, "nonsense\r\n\r\n");
        QVERIFY(malformed.text.starts_with("HTTP/1.1 400 ") && malformed.ended);
        const Heard large = ask(host, "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a'));
        QVERIFY(large.text.starts_with("HTTP/1.1 431 ") && large.ended);
        const Heard future = ask(host, "GET / HTTP/9.9\r\nHost: x\r\n\r\n");
        QVERIFY(future.text.starts_with("HTTP/1.1 505 ") && future.ended);
        const Heard post = ask(host, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        QVERIFY(post.text.starts_with("HTTP/1.1 501 ") && post.ended);
        QCOMPARE(occurrences(post.text, "HTTP/1.1"), std::size_t{1});
    }

    void aClientThatEndsIsLetGo()
    {
        Http host;
        QVERIFY(ask(host, "", 1, true).ended);
        QVERIFY(ask(host, "GET / HT", 1, true).ended);
        const Heard heard = ask(host, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1, true);
        QVERIFY(heard.text.starts_with("HTTP/1.1 200 ") && heard.ended);
    }

    void idleConnectionsAreClosed()
    {
        FakeHost host;
        host.add(app_http::contribute, "app_http", {{"idleTimeout", text("5 s")}});
        const SocketId socket = host.sockets.socket({kStart}, SocketType::Stream).socket();
        host.run(kStart + 1s);
        host.sockets.connect({kStart}, socket, {{}, 80});
        host.run(kStart + 5s);
        QCOMPARE(host.sockets.open(), std::size_t{3});
        host.run(kStart + 6s);
        QCOMPARE(host.sockets.open(), std::size_t{2});
        QCOMPARE(host.sockets.log.back(), std::string("at 5000 ms: close(2) = 0"));
    }

    void aClientBelievesOnlyWholeAnswers_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<int>("responses");
        QTest::addRow("whole") << "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi" << false << 1;
        QTest::addRow("chunked") << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" << false << 1;
        QTest::addRow("to the end") << "HTTP/1.0 200 OK\r\n\r\nhi" << true << 1;
        QTest::addRow("interim first") << "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi" << false << 1;
        QTest::addRow("too short") << "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi" << true << 0;
        QTest::addRow("no head") << "HTTP/1.1 200 OK\r\n" << true << 0;
        QTest::addRow("nothing") << "" << true << 0;
        QTest::addRow("nonsense") << "hello\r\n\r\n" << false << 0;
        QTest::addRow("broken chunks") << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz" << false << 0;
    }
    void aClientBelievesOnlyWholeAnswers()
    {
        QFETCH(QString, answer);
        QFETCH(bool, closes);
        QFETCH(int, responses);
        Http host;
        auto& client = host.client({{"get", text("server:81/")}});
        serveOnce(host, answer.toStdString(), closes);
        QVERIFY(client.finished());
        QCOMPARE(client.responses(), responses);
        QCOMPARE(client.bodyOctets(), std::uint64_t(responses ? 2 : client.bodyOctets()));
        QCOMPARE(host.calls("abort("), std::size_t(responses ? 0 : 1));
    }

    void aWrongOctetAborts()
    {
        Http host;
        auto& client = host.client({{"get", text("server:81/")}, {"expectPattern", Value{true}}});
        serveOnce(host, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\noctet 1", false);
        QCOMPARE(client.responses(), 0);
        QCOMPARE(host.calls("abort("), std::size_t{1});
    }

    void nobodyThereEndsTheClient()
    {
        Http host;
        auto& client = host.client({{"get", text("server:99/")}, {"count", number(5)}});
        auto& lost = host.client({{"get", text("nowhere")}});
        host.run();
        QVERIFY(client.finished() && lost.finished());
        QCOMPARE(client.responses(), 0);
    }

    // Whatever is said, in whatever pieces, the server answers or closes, and goes on serving others.
    void nonsenseDoesNoHarm()
    {
        Http host;
        RandomStream random(7, "nonsense");
        const std::vector<std::string> words{"GET ",
                                             "HEAD ",
                                             "/",
                                             "bytes/",
                                             "99",
                                             " HTTP/1.1",
                                             "\r\n",
                                             "\n",
                                             "Host: x",
                                             "\r\n\r\n",
                                             ":",
                                             "Content-Length: ",
                                             "Transfer-Encoding: chunked",
                                             "http://",
                                             "?",
                                             " ",
                                             "\t",
                                             std::string(1, '\0')};
        for (int i = 0; i < 1000; ++i) {
            std::string said;
            for (std::uint64_t words_ = random.below(20); words_ > 0; --words_)
                said += words[random.below(words.size())];
            ask(host, said, 1 + random.below(10), true);
        }
        QVERIFY(ask(host, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").text.starts_with("HTTP/1.1 200 "));
    }
};

QTEST_GUILESS_MAIN(HttpTest)
#include "http_test.moc"
