// Closing (RFC 9293 §3.6, §3.10.4, §3.10.5).
#include <QTest>

#include "support/story.h"

using namespace tcplab;
using namespace tcplab::test;

#define TELL(story) QVERIFY2((story).told(), (story).failure())

class ClosingTest : public QObject {
    Q_OBJECT
private slots:
    void activeClose()
    {
        Story s;
        s.established().close().sends({"FIN,ACK", 1, 1}).cause(Rule::TcpFinSent).isIn(TcpState::FinWait1);
        s.arrives({"ACK", 1, 2}).isIn(TcpState::FinWait2).sendsNothing();
        s.arrives({"FIN,ACK", 1, 2}).sends({"ACK", 2, 2}).cause(Rule::TcpAckFin).isIn(TcpState::TimeWait);
        s.after(60s - 1ms).isIn(TcpState::TimeWait).after(1ms).isIn(TcpState::Closed).sendsNothing();
        TELL(s);
    }

    void passiveClose()
    {
        Story s;
        s.established().arrives({"FIN,ACK", 1, 1}).sends({"ACK", 1, 2}).isIn(TcpState::CloseWait).receive(10, 0);
        s.close().sends({"FIN,ACK", 1, 2}).isIn(TcpState::LastAck).arrives({"ACK", 2, 2}).isIn(TcpState::Closed).sendsNothing();
        TELL(s);
    }

    // §3.6, figure 13: both sides close at the same time.
    void simultaneousClose()
    {
        Story s;
        s.established().close().sends({"FIN,ACK", 1, 1}).arrives({"FIN,ACK", 1, 1}).sends({"ACK", 2, 2}).isIn(TcpState::Closing);
        s.arrives({"ACK", 2, 2}).isIn(TcpState::TimeWait);
        TELL(s);
    }

    // §3.10.7.4: the FIN of the peer that also acknowledges ours leads straight to TIME-WAIT.
    void finWithAckOfFin()
    {
        Story s;
        s.established().close().sends({"FIN,ACK", 1, 1}).arrives({"FIN,ACK", 1, 2}).sends({"ACK", 2, 2}).isIn(TcpState::TimeWait);
        TELL(s);
    }

    void halfClose()
    {
        Story s;
        s.established().shutdownSend().sends({"FIN,ACK", 1, 1}).arrives({"ACK", 1, 2}).isIn(TcpState::FinWait2);
        s.arrives({"PSH,ACK", 1, 2, 700}).receive(1000, 700).after(200ms).sends({"ACK", 2, 701});
        // shutdown() waits for ever, close() does not.
        s.after(3600s).isIn(TcpState::FinWait2).close().after(60s).isIn(TcpState::Closed);
        TELL(s);
    }

    void finIsRepeated()
    {
        Story s;
        s.established().close().sends({"FIN,ACK", 1, 1}).after(1s).sends({"FIN,ACK", 1, 1}).cause(Rule::TcpFinRetransmit);
        s.after(2s).sends({"FIN,ACK", 1, 1});
        TELL(s);
    }

    // The repeated FIN means that our last ACK was lost: 2 MSL begin again.
    void repeatedFinInTimeWait()
    {
        Story s;
        s.established().close().sends({"FIN,ACK", 1, 1}).arrives({"FIN,ACK", 1, 2}).sends({"ACK", 2, 2});
        s.after(59s).arrives({"FIN,ACK", 1, 2}).sends({"ACK", 2, 2}).cause(Rule::TcpTimeWaitRestarts);
        s.after(59s).isIn(TcpState::TimeWait).after(1s).isIn(TcpState::Closed);
        TELL(s);
    }

    // Everything that was sent before close() goes out before the FIN.
    void dataBeforeFin()
    {
        Story s;
        s.established(1000).send(1500).sends({"ACK", 1, 1, 1000}).close().sendsNothing().isIn(TcpState::FinWait1);
        s.arrives({"ACK", 1, 1001, 0, 65535}).sends({"FIN,PSH,ACK", 1001, 1, 500});
        TELL(s);
    }

    // RFC 1122 §4.2.2.13: unread data makes close() a reset.
    void closeWithUnreadData()
    {
        Story s;
        s.established().arrives({"PSH,ACK", 1, 1, 10}).close().sends({"RST,ACK", 1}).cause(Rule::TcpResetUnread).isIn(TcpState::Closed);
        TELL(s);
    }

    void dataAfterClose()
    {
        Story s;
        s.established().close().sends({"FIN,ACK", 1, 1}).arrives({"ACK", 1, 2}).arrives({"PSH,ACK", 1, 2, 10});
        s.sends({"RST,ACK", 2}).isIn(TcpState::Closed);
        TELL(s);
    }

    void abortSendsReset()
    {
        Story s;
        s.established().abort().sends({"RST,ACK", 1}).cause(Rule::TcpAbort).isIn(TcpState::Closed);
        TELL(s);
    }

    void closeInSynSent()
    {
        Story s;
        s.connect().sends({"SYN", 0}).close().isIn(TcpState::Closed).after(100s).sendsNothing();
        TELL(s);
    }

    // A FIN above a gap waits until the gap is filled.
    void finAboveGap()
    {
        Story s;
        s.established().arrives({"FIN,PSH,ACK", 101, 1, 100}).sends({"ACK", 1, 1}).isIn(TcpState::Established);
        s.arrives({"ACK", 1, 1, 100}).sends({"ACK", 1, 202}).isIn(TcpState::CloseWait).receive(500, 200).receive(500, 0);
        TELL(s);
    }

    void sendAfterShutdown()
    {
        Story s;
        s.established().shutdownSend().sends({"FIN,ACK", 1, 1}).sendFails(Errno::Pipe);
        TELL(s);
    }
};

QTEST_GUILESS_MAIN(ClosingTest)
#include "closing_test.moc"
