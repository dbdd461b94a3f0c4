// Data both ways: acknowledgments, windows, timers, loss (RFC 9293 §3.8, RFC 6298, RFC 5681, RFC 6582).
#include <QTest>

#include "support/story.h"

using namespace tcplab;
using namespace tcplab::test;

#define TELL(story) QVERIFY2((story).told(), (story).failure())

namespace {

const ValueMap kSixSegments{{"initialWindowSegments", Value{std::int64_t{6}}}};

// An established connection with segments 1, 1461, 2921, … of 1460 octets under way.
Story underWay(std::uint32_t segments)
{
    Story s(kSixSegments);
    s.established().send(1460 * segments);
    for (std::uint32_t i = 0; i < segments; ++i)
        s.sends({i + 1 == segments ? "PSH,ACK" : "ACK", 1 + 1460 * i, 1, 1460});
    return s;
}

}  // namespace

class DataTest : public QObject {
    Q_OBJECT
private slots:
    // §3.8.6.3 (SHLD-18, SHLD-19, MUST-40): one segment waits for less than half a second, the second does not.
    void delayedAck()
    {
        Story s;
        s.established().arrives({"ACK", 1, 1, 1460}).sendsNothing().after(199ms).sendsNothing().after(1ms);
        s.sends({"ACK", 1, 1461}).cause(Rule::TcpAckDelayed);
        s.arrives({"ACK", 1461, 1, 1460}).sendsNothing().arrives({"ACK", 2921, 1, 1460}).sends({"ACK", 1, 4381}).cause(Rule::TcpAckSecond);
        s.after(1s).sendsNothing();
        TELL(s);
    }

    void answerCarriesTheAck()
    {
        Story s;
        s.established().arrives({"PSH,ACK", 1, 1, 11}).send(19).sends({"PSH,ACK", 1, 12, 19}).after(500ms).sendsNothing();
        TELL(s);
    }

    // §3.10.7.4, RFC 5681 §4.2: above a gap a duplicate ACK at once; the filled gap is acknowledged whole.
    void reassembly()
    {
        Story s;
        s.established().arrives({"ACK", 101, 1, 100}).sends({"ACK", 1, 1}).cause(Rule::TcpAckOutOfOrder);
        s.arrives({"ACK", 301, 1, 100}).sends({"ACK", 1, 1}).arrives({"ACK", 151, 1, 200}).sends({"ACK", 1, 1});
        s.receiveFails(Errno::Again).arrives({"ACK", 1, 1, 100}).sends({"ACK", 1, 401}).cause(Rule::TcpAckFillsGap).receive(1000, 400);
        TELL(s);
    }

    void duplicateIsAcknowledgedAndDropped()
    {
        Story s;
        s.established().arrives({"PSH,ACK", 1, 1, 100}).after(200ms).sends({"ACK", 1, 101});
        s.arrives({"PSH,ACK", 1, 1, 100}).sends({"ACK", 1, 101}).cause(Rule::TcpAckUnacceptable);
        s.arrives({"PSH,ACK", 51, 1, 100}).after(200ms).sends({"ACK", 1, 151}).receive(1000, 150);
        TELL(s);
    }

    // What lies beyond the window is cut off (§3.10.7.4, first).
    void beyondTheWindow()
    {
        Story s({{"receiveBuffer", Value{std::string("1000 B")}}});
        s.established().arrives({"ACK", 1, 1, 1460}).after(200ms).sends({"ACK", 1, 1001, 0, 0}).receive(2000, 1000);
        s.sends({"ACK", 1, 1001, 0, 1000}).cause(Rule::TcpWindowUpdate);
        TELL(s);
    }

    void acknowledgmentOfTheUnsent()
    {
        Story s;
        s.established().arrives({"ACK", 1, 5000}).sends({"ACK", 1, 1}).cause(Rule::TcpAckUnsent);
        TELL(s);
    }

    // RFC 6298 §5: the timer doubles; Karn: no sample from what was sent twice.
    void retransmissionTimeout()
    {
        Story s;
        s.established().send(500).sends({"PSH,ACK", 1, 1, 500});
        s.after(1s - 1ms).sendsNothing().after(1ms).sends({"PSH,ACK", 1, 1, 500}).cause(Rule::TcpTimeout);
        s.expect(s.variables().cwnd == 1460, "cwnd is one segment after a timeout");
        s.after(2s).sends({"PSH,ACK", 1, 1, 500}).after(4s).sends({"PSH,ACK", 1, 1, 500});
        const Duration before = s.variables().srtt;
        s.arrives({"ACK", 1, 501}).after(100s).sendsNothing();
        s.expect(s.variables().srtt == before, "no RTT sample from a retransmitted segment");
        TELL(s);
    }

    // RFC 6298 §2: first sample R: SRTT = R, RTTVAR = R/2, RTO = R + 4·R/2, at least the minimum.
    void roundTripTime()
    {
        Story s({{"minimumRto", Value{std::string("1 ms")}}});
        s.established();  // 10 ms
        s.expect(s.variables().srtt == 10ms && s.variables().rttvar == 5ms && s.variables().rto == 30ms, "first sample");
        s.send(100).sends({"PSH,ACK", 1, 1, 100}).after(18ms).arrives({"ACK", 1, 101});
        // RTTVAR = 3/4·5 + 1/4·8 = 5.75 ms, SRTT = 7/8·10 + 1/8·18 = 11 ms, RTO = 34 ms
        s.expect(s.variables().srtt == 11ms && s.variables().rttvar == 5750us && s.variables().rto == 34ms, "second sample");
        TELL(s);
    }

    void givesUp()
    {
        Story s({{"tcp_retries2", Value{std::int64_t{2}}}});
        s.established().send(1).sends({"PSH,ACK", 1, 1, 1}).after(1s).sends({"PSH,ACK", 1, 1, 1}).after(2s).sends({"PSH,ACK", 1, 1, 1});
        s.after(4s).isIn(TcpState::Closed).sendsNothing().receiveFails(Errno::TimedOut);
        TELL(s);
    }

    // §3.8.3, SHLD-9: at R1 the program is told, once, and the connection lives on.
    void programIsToldOfDoubts()
    {
        Story s({{"tcp_retries1", Value{std::int64_t{2}}}});
        s.established().send(1).sends({"PSH,ACK", 1, 1, 1}).after(1s).sends({"PSH,ACK", 1, 1, 1}).isNotTold(Notice::Kind::Doubtful);
        s.after(2s).sends({"PSH,ACK", 1, 1, 1}).isTold(Notice::Kind::Doubtful).isIn(TcpState::Established);
        s.after(4s).sends({"PSH,ACK", 1, 1, 1}).isNotTold(Notice::Kind::Doubtful);
        TELL(s);
    }

    // RFC 5681 §3.2 and RFC 3042: two new segments on the first two duplicates, the missing one on the third.
    void fastRetransmit()
    {
        Story s = underWay(6);
        s.after(10ms).send(14600).sendsNothing();
        s.arrives({"ACK", 1, 1}).sends({"ACK", 8761, 1, 1460}).cause(Rule::TcpLimitedTransmit);
        s.arrives({"ACK", 1, 1}).sends({"ACK", 10221, 1, 1460});
        s.arrives({"ACK", 1, 1}).sends({"ACK", 1, 1, 1460}).cause(Rule::TcpFastRetransmit);
        // Six of the eight segments in flight count (RFC 5681 §3.2 step 2): ssthresh 3, window 3 + 3.
        s.expect(s.variables().ssthresh == 3 * 1460 && s.variables().cwnd == 6 * 1460, "halved and inflated by three");
        s.arrives({"ACK", 1, 1}).arrives({"ACK", 1, 1}).sendsNothing().arrives({"ACK", 1, 1}).sends({"ACK", 11681, 1, 1460});
        s.arrives({"ACK", 1, 11681}).sends({"ACK", 13141, 1, 1460}).sends({"ACK", 14601, 1, 1460}).sendsNothing();
        s.expect(s.variables().cwnd == 3 * 1460, "deflated to ssthresh");
        TELL(s);
    }

    // RFC 6582 §3.2: a partial acknowledgment repairs the next hole at once.
    void partialAcknowledgment()
    {
        Story s = underWay(6);
        for (int i = 0; i < 3; ++i)
            s.arrives({"ACK", 1, 1});
        s.sends({"ACK", 1, 1, 1460}).arrives({"ACK", 1, 2921}).sends({"ACK", 2921, 1, 1460}).cause(Rule::TcpPartialAck);
        s.arrives({"ACK", 1, 8761}).sendsNothing();
        TELL(s);
    }

    // RFC 5681 §3.1: the retransmission that is lost as well was fast retransmit's, so ssthresh is set anew by the timer.
    void timeoutAfterFastRetransmit()
    {
        Story s = underWay(6);
        for (int i = 0; i < 3; ++i)
            s.arrives({"ACK", 1, 1});
        s.sends({"ACK", 1, 1, 1460}).after(1s).sends({"ACK", 1, 1, 1460}).cause(Rule::TcpTimeout);
        s.expect(s.variables().ssthresh == 3 * 1460 && s.variables().cwnd == 1460, "half of the six in flight; one segment");
        s.after(2s).sends({"ACK", 1, 1, 1460});
        s.expect(s.variables().ssthresh == 3 * 1460, "not halved again for the same segment");
        // Slow start begins with the first ACK, and what follows is sent again as the window opens.
        s.arrives({"ACK", 1, 1461})
            .sends({"ACK", 1461, 1, 1460})
            .cause(Rule::TcpTimeoutFollows)
            .sends({"ACK", 2921, 1, 1460})
            .sendsNothing();
        TELL(s);
    }

    void twoDuplicatesAreNoLoss()
    {
        Story s = underWay(6);
        s.arrives({"ACK", 1, 1}).arrives({"ACK", 1, 1}).sendsNothing().arrives({"ACK", 1, 8761}).sendsNothing();
        TELL(s);
    }

    // RFC 5681 §3.1: slow start grows by a segment an ACK.
    void slowStart()
    {
        Story s({{"initialWindowSegments", Value{std::int64_t{1}}}});
        s.established().send(14600).sends({"ACK", 1, 1, 1460}).sendsNothing().arrives({"ACK", 1, 1461});
        s.sends({"ACK", 1461, 1, 1460}).sends({"ACK", 2921, 1, 1460}).sendsNothing().arrives({"ACK", 1, 2921});
        s.sends({"ACK", 4381, 1, 1460}).sends({"ACK", 5841, 1, 1460}).sendsNothing();
        TELL(s);
    }

    // §3.8.6.1 (MUST-35, MUST-36, SHLD-29, SHLD-30): probes of a closed window, each twice as late; never given up.
    void zeroWindowProbe()
    {
        Story s({{"tcp_retries2", Value{std::int64_t{3}}}});
        s.established(100).send(300).sends({"ACK", 1, 1, 100}).arrives({"ACK", 1, 101, 0, 0}).sendsNothing();
        std::uint32_t wait = 1;
        for (int i = 0; i < 8; ++i) {
            s.after(std::chrono::seconds(wait) - 1ms).sendsNothing().after(1ms).sends({"ACK", 101, 1, 1}).cause(Rule::TcpWindowProbe);
            s.arrives({"ACK", 1, 101, 0, 0}).sendsNothing();
            wait = std::min(2 * wait, 60u);
        }
        s.arrives({"ACK", 1, 101, 0, 5000}).sends({"ACK", 101, 1, 1}).cause(Rule::TcpProbeRepeated);
        s.arrives({"ACK", 1, 102, 0, 5000}).sends({"PSH,ACK", 102, 1, 199}).isIn(TcpState::Established);
        TELL(s);
    }

    // §3.7.4: while something is unacknowledged, less than a full segment waits.
    void nagle()
    {
        Story s;
        s.established().send(10).sends({"PSH,ACK", 1, 1, 10}).send(20).send(30).sendsNothing();
        s.arrives({"ACK", 1, 11}).sends({"PSH,ACK", 11, 1, 50});
        s.send(1460).sends({"PSH,ACK", 61, 1, 1460});
        TELL(s);
    }

    // MUST-17: Nagle can be switched off.
    void noDelay()
    {
        Story s;
        s.established().option(SocketOption::NoDelay, 1).send(10).sends({"PSH,ACK", 1, 1, 10}).send(20).sends({"PSH,ACK", 11, 1, 20});
        TELL(s);
    }

    // §3.8.6.2.2 (MUST-39): the window is not opened by silly steps.
    void receiverAvoidsSillyWindow()
    {
        Story s({{"receiveBuffer", Value{std::string("4000 B")}}});
        s.established().arrives({"ACK", 1, 1, 1460}).arrives({"ACK", 1461, 1, 1460}).sends({"ACK", 1, 2921, 0, 1080});
        s.arrives({"ACK", 2921, 1, 1080}).after(200ms).sends({"ACK", 1, 4001, 0, 0});
        s.receive(100, 100).sendsNothing().receive(1000, 1000).sendsNothing().receive(400, 400).sends({"ACK", 1, 4001, 0, 1500});
        TELL(s);
    }

    // §3.8.6.2.1 (MUST-38): nor is it used in silly steps.
    void senderAvoidsSillyWindow()
    {
        Story s;
        s.established(4000).send(8000);
        s.sends({"ACK", 1, 1, 1460}).sends({"ACK", 1461, 1, 1460}).sendsNothing();
        s.arrives({"ACK", 1, 2921, 0, 1180}).sendsNothing().arrives({"ACK", 1, 2921, 0, 1500}).sends({"ACK", 2921, 1, 1460});
        TELL(s);
    }

    // The peer takes back what it promised (§3.8.6, MUST-34): nothing crashes, nothing new is sent beyond it.
    void shrinkingWindow()
    {
        Story s = underWay(3);
        s.arrives({"ACK", 1, 1461, 0, 100}).send(100).sendsNothing().arrives({"ACK", 1, 4381, 0, 65535}).sends({"PSH,ACK", 4381, 1, 100});
        TELL(s);
    }

    void wrappedSequenceNumbers()
    {
        // SeqNumber arithmetic carries a whole stream over 2^32; the story's numbers stay relative.
        const SeqNumber nearEnd(0xfffffff0u);
        QVERIFY(nearEnd < nearEnd + 100);
        QCOMPARE((nearEnd + 100).since(nearEnd), 100u);
    }
};

QTEST_GUILESS_MAIN(DataTest)
#include "data_test.moc"
