#include <QtTest>

#include "app_http/body.h"
#include "app_http/head.h"

using namespace tcplab;
using namespace tcplab::app_http;

namespace {

OctetView octets(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

struct Body {
    std::string text;
    std::size_t consumed = 0;
    bool complete = false;
    bool broken = false;
};

// The body that the stream holds, given `step` octets at a time.
Body bodyOf(const Response& response, std::string_view stream, std::size_t step, bool ends = false)
{
    BodyReader reader(response);
    Body body;
    while (body.consumed < stream.size() && !reader.complete() && !reader.broken()) {
        const BodyReader::Part part = reader.take(octets(stream.substr(body.consumed, step)));
        body.text.append(part.body.begin(), part.body.end());
        body.consumed += part.consumed;
    }
    if (ends)
        reader.streamEnded();
    body.complete = reader.complete();
    body.broken = reader.broken();
    return body;
}

}  // namespace

class HttpHeadTest : public QObject {
    Q_OBJECT
private slots:
    void headsEndAtTheEmptyLine_data()
    {
        QTest::addColumn<QString>("stream");
        QTest::addColumn<int>("length");
        QTest::addRow("CR LF") << "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest" << 27;
        QTest::addRow("LF alone") << "GET / HTTP/1.0\n\nrest" << 16;
        QTest::addRow("mixed") << "GET / HTTP/1.0\r\n\nrest" << 17;
        QTest::addRow("empty lines before") << "\r\n\n\r\nGET / HTTP/1.0\r\n\r\nrest" << 23;
    }
    void headsEndAtTheEmptyLine()
    {
        QFETCH(QString, stream);
        QFETCH(int, length);
        const std::string text = stream.toStdString();
        for (std::size_t step = 1; step <= text.size(); ++step) {
            HeadCollector head;
            std::size_t taken = 0;
            while (!head.complete() && taken < text.size())
                taken += head.take(octets(std::string_view(text).substr(taken, step)));
            QVERIFY(head.complete());
            QCOMPARE(taken, static_cast<std::size_t>(length));
            QCOMPARE(text.substr(0, taken).find(head.text()), taken - head.text().size());
        }
    }

    void endlessHeadsAreCutOff()
    {
        HeadCollector head;
        const std::string line(1000, 'a');
        for (int i = 0; i < 1000; ++i)
            head.take(octets(line));
        QVERIFY(head.tooLarge());
        QVERIFY(!head.complete());
        QCOMPARE(head.text().size(), HeadCollector::kOctetsMax + 1);
    }

    void goodRequests_data()
    {
        QTest::addColumn<QString>("head");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("keepAlive");
        QTest::addRow("1.1") << "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
                             << "/a" << true;
        QTest::addRow("1.1 close") << "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                   << "/a" << false;
        QTest::addRow("close in a list") << "GET /a HTTP/1.1\r\nhost: x\r\nCONNECTION: te , Close\r\n\r\n"
                                         << "/a" << false;
        QTest::addRow("1.0") << "GET /a HTTP/1.0\r\n\r\n"
                             << "/a" << false;
        QTest::addRow("1.0 keep-alive") << "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
                                        << "/a" << true;
        QTest::addRow("query") << "GET /a?b=/c HTTP/1.0\r\n\r\n"
                               << "/a" << false;
        QTest::addRow("absolute") << "GET http://x:80/a/b?c HTTP/1.1\r\nHost: x\r\n\r\n"
                                  << "/a/b" << true;
        QTest::addRow("absolute, no path") << "GET HTTP://x HTTP/1.1\r\nHost: x\r\n\r\n"
                                           << "/" << true;
        QTest::addRow("absolute, query alone") << "GET http://x?y=/z HTTP/1.1\r\nHost: x\r\n\r\n"
                                               << "/" << true;
        QTest::addRow("empty host") << "GET / HTTP/1.1\r\nHost:\r\n\r\n"
                                    << "/" << true;
    }
    void goodRequests()
    {
        QFETCH(QString, head);
        QFETCH(QString, path);
        QFETCH(bool, keepAlive);
        const auto request = parseRequest(head.toStdString());
        QVERIFY(request.has_value());
        QCOMPARE(QString::fromStdString(request->path), path);
        QCOMPARE(QString::fromStdString(request->method), QString("GET"));
        QCOMPARE(request->keepAlive, keepAlive);
        QVERIFY(!request->hasBody);
    }

    void badRequests_data()
    {
        QTest::addColumn<QString>("head");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* head, int status = 400) { QTest::addRow("%s", name) << head << status; };
        row("nothing", "");
        row("no version", "GET /\r\n\r\n");
        row("no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n");
        row("two blanks", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n");
        row("something behind", "GET / HTTP/1.1 x\r\nHost: x\r\n\r\n");
        row("method", "G@T / HTTP/1.1\r\nHost: x\r\n\r\n");
        row("relative target", "GET a HTTP/1.1\r\nHost: x\r\n\r\n");
        row("no host", "GET / HTTP/1.1\r\n\r\n");
        row("two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n");
        row("blank before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n");
        row("folded", "GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n");
        row("no colon", "GET / HTTP/1.1\r\nHost: x\r\nzzz\r\n\r\n");
        row("control character", "GET / HTTP/1.1\r\nHost: x\x01\r\n\r\n");
        row("CR inside", "GET /\ra HTTP/1.1\r\nHost: x\r\n\r\n");
        row("lengths that differ", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
        row("negative length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n");
        row("endless length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999999999999999\r\n\r\n");
        row("length and coding", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("version of letters", "GET / HTTP/a.b\r\nHost: x\r\n\r\n");
        row("version 2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505);
        row("version 0", "GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505);
    }
    void badRequests()
    {
        QFETCH(QString, head);
        QFETCH(int, status);
        const auto request = parseRequest(head.toStdString());
        QVERIFY(!request.has_value());
        QCOMPARE(request.error(), status);
    }

    void requestsWithABody()
    {
        QVERIFY(parseRequest("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n")->hasBody);
        QVERIFY(parseRequest("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")->hasBody);
        QVERIFY(!parseRequest("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")->hasBody);
    }

    void responses()
    {
        const auto plain = parseResponse("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nContent-Length: 12\r\n\r\n");
        QVERIFY(plain.has_value());
        QCOMPARE(plain->status, 200);
        QCOMPARE(plain->contentLength, std::optional<std::uint64_t>(12));
        QVERIFY(plain->keepAlive);

        const auto old = parseResponse("HTTP/1.0 404 Not found at all\r\n\r\n");
        QVERIFY(old.has_value());
        QCOMPARE(old->status, 404);
        QVERIFY(!old->keepAlive && !old->contentLength);

        QVERIFY(parseResponse("HTTP/1.1 200\r\nTransfer-Encoding: Chunked\r\n\r\n")->chunked);
    }

    void badResponses()
    {
        for (const char* head :
             {"", "HTTP/1.1", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
              "ICY 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "HTTP/1.1 200 OK\r\n folded\r\n\r\n"})
            QVERIFY2(!parseResponse(head), head);
    }

    void bodiesAreFoundHoweverTheStreamIsCut()
    {
        const Response length{200, true, false, 5};
        const Response chunked{200, true, true, std::nullopt};
        for (std::size_t step = 1; step <= 60; ++step) {
            const Body plain = bodyOf(length, "hellonext", step);
            QCOMPARE(plain.text, std::string("hello"));
            QCOMPARE(plain.consumed, std::size_t{5});
            QVERIFY(plain.complete);

            const std::string_view stream = "5;note=1\r\nhello\r\n00a\r\n, world..!\r\n0\r\nTrailer: x\r\n\r\n";
            const Body chunks = bodyOf(chunked, std::string(stream) + "next", step);
            QCOMPARE(chunks.text, std::string("hello, world..!"));
            QCOMPARE(chunks.consumed, stream.size());
            QVERIFY(chunks.complete);
        }
    }

    void bodiesWithoutLengthEndWithTheStream()
    {
        const Body open = bodyOf({200, false, false, std::nullopt}, "abc", 2);
        QVERIFY(!open.complete && !open.broken);
        const Body ended = bodyOf({200, false, false, std::nullopt}, "abc", 2, true);
        QCOMPARE(ended.text, std::string("abc"));
        QVERIFY(ended.complete);
    }

    void bodiesThatEndTooEarlyAreBroken()
    {
        QVERIFY(bodyOf({200, true, false, 5}, "abc", 2, true).broken);
        QVERIFY(bodyOf({200, true, true, std::nullopt}, "5\r\nhello\r\n", 2, true).broken);
    }

    void someResponsesHaveNoBody()
    {
        for (const int status : {100, 204, 304})
            QVERIFY(bodyOf({status, true, false, 5}, "", 1).complete);
        QVERIFY(bodyOf({200, true, false, 0}, "", 1).complete);
    }

    void malformedChunksAreBroken()
    {
        for (const char* stream : {"\r\n", "x\r\n", "-1\r\n", "5hello", "2\r\nabc\r\n", "ffffffffffffffff\r\n", ";a\r\n"})
            QVERIFY2(bodyOf({200, true, true, std::nullopt}, stream, 1).broken, stream);
        QVERIFY(bodyOf({200, true, true, std::nullopt}, "1;" + std::string(10000, 'a'), 100).broken);
        QVERIFY(bodyOf({200, true, true, std::nullopt}, "0\r\n" + std::string(10000, 'a'), 100).broken);
    }
};

QTEST_GUILESS_MAIN(HttpHeadTest)
#include "http_head_test.moc"
