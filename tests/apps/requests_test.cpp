// Requests and their answers: on one connection and on many, one after the other and several at once; streams that share a connection.
#include <QtTest>

#include "app_streams/frames.h"
#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

std::string app(const std::string& plugin, const std::string& parameters)
{
    return fmt::format(R"({{"plugin": "{}", "parameters": {{{}}}}})", plugin, parameters);
}

Ran requests(const std::string& parameters, double loss = 0)
{
    return Ran(labOf(app("app_request_response", R"("role": "client", )" + parameters), app("app_request_response", ""), loss));
}

Ran streams(const std::string& parameters, const std::string& server = "", Lab (*change)(Lab) = nullptr)
{
    Lab lab = labOf(app("app_streams", R"("role": "client", )" + parameters), app("app_streams", server), 0);
    return Ran(change ? change(std::move(lab)) : lab);
}

Ran http(const std::string& parameters)
{
    return Ran(labOf(app("app_http", R"("role": "client", "expectPattern": true, )" + parameters), app("app_http", ""), 0));
}

// "#3 40.123 ms" → number and milliseconds.
std::map<int, double> latencies(const Ran& ran)
{
    std::map<int, double> found;
    for (const std::string& note : ran.notes(Rule::AppAnswered))
        found[std::stoi(note.substr(1))] = std::stod(note.substr(note.find(' ')));
    return found;
}

// "#3 4000 B 40.123 ms" → number and milliseconds.
std::map<int, double> streamsEnded(const Ran& ran)
{
    std::map<int, double> found;
    for (const std::string& note : ran.notes(Rule::AppStream))
        found[std::stoi(note.substr(1))] = std::stod(note.substr(note.find('B') + 1));
    return found;
}

// When the client gave its last octets to the stack.
Instant lastRequest(const Ran& ran)
{
    Instant at = kStart;
    for (std::size_t i = 0; i < ran.trace.size(); ++i)
        if (std::holds_alternative<BytesAccepted>(ran.trace[i].body) && ran.trace[i].host == HostId(0))
            at = ran.trace[i].at;
    return at;
}

Lab loses(Lab lab, std::int64_t number)
{
    ValueMap range;
    range["from"] = range["to"] = Value{number};
    lab.links[0].backward.insert(lab.links[0].backward.begin(), {"link_lose", {{"numbers", Value{ValueList{Value{range}}}}}});
    return lab;
}
// Of what the server sends: the SYN,ACK is 1, the ACK of the requests may be 2.
Lab losesTheFourth(Lab lab) { return loses(std::move(lab), 4); }
Lab losesTheSixth(Lab lab) { return loses(std::move(lab), 6); }

}  // namespace

class RequestsTest : public QObject {
    Q_OBJECT
private slots:
    // A round trip takes 20 ms and a little; the first pays for the handshake, too.
    void latencyIsARoundTrip()
    {
        const auto found = latencies(requests(R"("count": 5)"));
        QCOMPARE(found.size(), std::size_t{5});
        QVERIFY(found.at(1) > 40 && found.at(1) < 43);
        for (int i = 2; i <= 5; ++i)
            QVERIFY2(found.at(i) > 20 && found.at(i) < 23, std::to_string(found.at(i)).c_str());
    }

    void eachAnewPaysForTheHandshakeEachTime()
    {
        const Ran ran = requests(R"("count": 5, "connection": "eachAnew")");
        for (const auto& [number, latency] : latencies(ran))
            QVERIFY(latency > 40 && latency < 43);
        QCOMPARE(ran.calls("connect("), std::size_t{5});
        QVERIFY(ran.failures().empty());
    }

    // Ten requests and nine times to think.
    void thinkingTakesItsTime()
    {
        const Ran ran = requests(R"("count": 10, "thinkTime": "1 s")");
        const Instant last = ran.last(Rule::AppAnswered);
        QVERIFY(last > kStart + 9s + 10 * 20ms && last < kStart + 9s + 10 * 25ms + 20ms);
    }

    void severalOutstandingShareTheRoundTrip()
    {
        const Ran one = requests(R"("count": 20)"), ten = requests(R"("count": 20, "outstanding": 10)");
        QVERIFY(one.last(Rule::AppAnswered) > kStart + 21 * 20ms);
        QVERIFY2(ten.last(Rule::AppAnswered) < kStart + 11 * 20ms, std::to_string(seconds(ten.last(Rule::AppAnswered))).c_str());
        QCOMPARE(latencies(ten).size(), std::size_t{20});
        QCOMPARE(requests(R"("count": 20, "outstanding": 10, "connection": "eachAnew")").calls("connect("), std::size_t{20});
    }

    void everySizeArrives()
    {
        const Ran ran = requests(R"("count": 3, "requestSize": "300 kB", "responseSize": "500 kB", "outstanding": 3)", 0.01);
        QCOMPARE(ran.octets<BytesDelivered>(1), std::uint64_t{900'000});
        QCOMPARE(ran.octets<BytesDelivered>(0), std::uint64_t{1'500'000});
        QCOMPARE(latencies(ran).size(), std::size_t{3});
        QVERIFY(ran.failures().empty());
    }

    void withoutServerItEnds()
    {
        const Ran ran(labOf(app("app_request_response", R"("role": "client", "outstanding": 3, "connection": "eachAnew")"), script(""), 0));
        QCOMPARE(latencies(ran).size(), std::size_t{0});
        QVERIFY(ran.calls("close(") >= 1);
    }

    // RFC 9112 §9.3.2: several requests on their way, answers in order, and so one round trip instead of many.
    void httpPipelines()
    {
        const Ran single = http(R"("get": "server:80/bytes/1000", "count": 10)");
        const Ran pipelined = http(R"("get": "server:80/bytes/1000", "count": 10, "pipeline": 10)");
        QCOMPARE(pipelined.octets<BytesDelivered>(0), single.octets<BytesDelivered>(0));
        QCOMPARE(pipelined.lastStream<BytesDelivered>(), single.lastStream<BytesDelivered>());
        // All are made at once, instead of a round trip after each other.
        QVERIFY(lastRequest(single) > kStart + 10 * 20ms);
        QVERIFY(lastRequest(pipelined) < kStart + 2 * 20ms);
        QCOMPARE(pipelined.calls("connect("), std::size_t{1});
        QVERIFY(pipelined.failures().empty());
    }

    void httpUsesSeveralConnections()
    {
        const Ran ran = http(R"("get": "server:80/bytes/1000", "count": 10, "connections": 4)");
        QCOMPARE(ran.calls("connect("), std::size_t{4});
        QVERIFY(ran.last(Rule::TcpDelivered) < kStart + 6 * 20ms);
        QVERIFY(ran.failures().empty());
        // Not more than there are requests, and no request is made twice when one connection makes them all.
        const Ran few = http(R"("get": "server:80/bytes/100", "count": 3, "connections": 5, "pipeline": 3)");
        QCOMPARE(few.calls("connect("), std::size_t{3});
        const Ran whole = http(R"("get": "server:80/bytes/100", "count": 3)");
        QCOMPARE(few.octets<BytesDelivered>(0), whole.octets<BytesDelivered>(0));
    }

    // The server ends the connection after each answer: what was asked behind it is asked again on another one.
    void whatGetsNoAnswerIsAskedAgain()
    {
        const std::string server = script(R"({"call": "listen", "port": 80}, {"call": "accept"}, {"call": "receive", "socket": "c"},
                                              {"call": "close", "socket": "c"})");
        const Ran ran(labOf(app("app_http", R"("role": "client", "count": 2, "pipeline": 2)"), server, 0));
        QCOMPARE(ran.calls("connect("), std::size_t{1});  // the first got no answer at all: it gives up
    }

    void streamsTakeTurns()
    {
        const Ran ran = streams(R"("streams": 5, "size": "100 kB")");
        const auto ended = streamsEnded(ran);
        QCOMPARE(ended.size(), std::size_t{5});
        QCOMPARE(ran.calls("connect("), std::size_t{1});
        // All end within the last turns: none had to wait for the whole of another.
        QVERIFY2(ended.at(5) - ended.at(1) < ended.at(5) / 10, fmt::format("{} {}", ended.at(1), ended.at(5)).c_str());
        QVERIFY(ran.failures().empty());
    }

    // Head-of-line blocking: a lost segment holds up every stream of its connection, and no other connection's.
    void aLostSegmentHoldsUpItsConnection()
    {
        const std::string three = R"("streams": 3, "size": "2800 B")", apart = three + R"(, "connections": 3)";
        const auto whole = streamsEnded(streams(three)), held = streamsEnded(streams(three, "", losesTheFourth));
        std::size_t late = 0;
        for (int i = 1; i <= 3; ++i)
            late += held.at(i) > whole.at(i) + 10 ? 1 : 0;
        QCOMPARE(late, std::size_t{3});
        const auto wholeApart = streamsEnded(streams(apart)), heldApart = streamsEnded(streams(apart, "", losesTheSixth));
        late = 0;
        for (int i = 1; i <= 3; ++i)
            late += heldApart.at(i) > wholeApart.at(i) + 10 ? 1 : 0;
        QCOMPARE(late, std::size_t{1});
    }

    void framesAreFoundHoweverTheStreamCutsThem()
    {
        using namespace app_streams;
        Octets stream;
        append(stream, Frame::Type::Headers, Frame::kEndHeaders, 3, ":path: /");
        append(stream, Frame::Type::Data, Frame::kEndStream, 0x7fffffff, "data");
        QCOMPARE(stream.size(), std::size_t{9 + 8 + 9 + 4});
        QCOMPARE(stream[2], std::uint8_t{8});
        for (std::size_t step = 1; step <= stream.size(); ++step) {
            FrameReader reader;
            std::vector<std::uint32_t> seen;
            for (std::size_t at = 0; at < stream.size(); at += step) {
                reader.take(OctetView(stream).subspan(at, std::min(step, stream.size() - at)));
                while (const auto frame = reader.next()) {
                    seen.push_back(frame->stream);
                    QCOMPARE(frame->payload.size(), std::size_t(frame->stream == 3 ? 8 : 4));
                    QCOMPARE(frame->endsStream(), frame->stream != 3);
                }
            }
            QCOMPARE(seen, (std::vector<std::uint32_t>{3, 0x7fffffff}));
        }
        FrameReader reader;
        reader.take(Octets{0, 0x40, 1, 0, 0, 0, 0, 0, 1});  // one octet too long
        QVERIFY(!reader.next() && reader.broken());
    }
};

QTEST_APPLESS_MAIN(RequestsTest)
#include "requests_test.moc"
