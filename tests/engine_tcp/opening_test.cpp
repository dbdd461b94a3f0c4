// Opening, refusing and resetting connections (RFC 9293 §3.5, §3.10.1, §3.10.7.1 to §3.10.7.4).
#include <QTest>

#include "support/story.h"

using namespace tcplab;
using namespace tcplab::test;

#define TELL(story) QVERIFY2((story).told(), (story).failure())

class OpeningTest : public QObject {
    Q_OBJECT
private slots:
    void activeOpen()
    {
        Story s;
        s.connect().sends({"SYN", 0, {}, 0, 65535, 1460}).cause(Rule::TcpActiveOpen).isIn(TcpState::SynSent);
        s.connectGives(Errno::Already);
        s.after(20ms).arrives({"SYN,ACK", 0, 1, 0, 65535, 1460});
        s.sends({"ACK", 1, 1}).cause(Rule::TcpSynAcknowledged).isIn(TcpState::Established);
        s.connectGives(Errno::None).connectGives(Errno::IsConnected).sendsNothing();
        TELL(s);
    }

    void passiveOpen()
    {
        Story s;
        s.listen().accept(Errno::Again);
        s.arrives({"SYN", 0, {}, 0, 65535, 1000}).sends({"SYN,ACK", 0, 1, 0, 65535, 1460}).cause(Rule::TcpSynReceived);
        s.accept(Errno::Again);
        s.after(20ms).arrives({"ACK", 1, 1}).accept().isIn(TcpState::Established).sendsNothing();
        // MUST-15 and MUST-16: segments as large as the peer's option allows, no larger.
        s.send(1500).sends({"ACK", 1, 1, 1000});
        TELL(s);
    }

    // §3.7.1, MUST-15: without the option the peer takes 536 octets.
    void withoutMssOption()
    {
        Story s;
        s.connect().sends({"SYN", 0}).arrives({"SYN,ACK", 0, 1}).sends({"ACK", 1, 1});
        s.send(1000).sends({"ACK", 1, 1, 536});
        TELL(s);
    }

    // RFC 6298 §5: the same SYN after 1, 2, 4, 8, 16 s; 32 s later it is given up.
    void synRetransmission()
    {
        Story s({{"tcp_syn_retries", Value{std::int64_t{5}}}});
        s.connect().sends({"SYN", 0});
        for (const Duration at : {1s, 3s, 7s, 15s, 31s})
            s.at(at - 1ms).sendsNothing().at(at).sends({"SYN", 0}).cause(Rule::TcpSynRetransmit);
        s.at(63s - 1ms).isIn(TcpState::SynSent).at(63s).sendsNothing().isIn(TcpState::Closed).connectGives(Errno::TimedOut);
        TELL(s);
    }

    void synAckRetransmission()
    {
        Story s({{"tcp_synack_retries", Value{std::int64_t{2}}}});
        s.listen().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1});
        s.at(1s).sends({"SYN,ACK", 0, 1}).at(3s).sends({"SYN,ACK", 0, 1}).cause(Rule::TcpSynAckRetransmit);
        // Gone 7 s after the first: what comes now is answered as if nothing had ever been.
        s.at(7s).sendsNothing().arrives({"ACK", 1, 1}).sends({"RST", 1}).cause(Rule::TcpResetListen);
        TELL(s);
    }

    // §3.10.7.1: a segment to no socket.
    void closedAnswersWithReset()
    {
        Story s;
        s.arrives({"SYN", 0}).sends({"RST,ACK", 0, 1}).cause(Rule::TcpReset);
        s.arrives({"ACK", 7, 0, 100}).sends({"RST", 0});
        s.arrives({"RST", 7}).sendsNothing();
        TELL(s);
    }

    void refused()
    {
        Story s;
        s.connect().sends({"SYN", 0}).arrives({"RST,ACK", 0, 1}).sendsNothing().isIn(TcpState::Closed).connectGives(Errno::Refused);
        TELL(s);
    }

    // §3.10.7.3: a reset that does not acknowledge our SYN is somebody else's.
    void foreignResetInSynSent()
    {
        Story s;
        s.connect().sends({"SYN", 0}).arrives({"RST", 0}).arrives({"RST,ACK", 0, 5}).isIn(TcpState::SynSent);
        TELL(s);
    }

    // §3.5.1: an old SYN,ACK is reset with its own number; the real one is taken.
    void oldSynAck()
    {
        Story s;
        s.connect().sends({"SYN", 0}).arrives({"SYN,ACK", 900, 77}).sends({"RST", 77}).cause(Rule::TcpResetBadAck);
        s.arrives({"SYN,ACK", 0, 1}).sends({"ACK", 1, 1}).isIn(TcpState::Established);
        TELL(s);
    }

    // §3.5, figure 7 (MUST-10): simultaneous open.
    void simultaneousOpen()
    {
        Story s;
        s.connect().sends({"SYN", 0}).arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1}).cause(Rule::TcpSynCrossed).isIn(TcpState::SynReceived);
        s.arrives({"SYN,ACK", 0, 1}).isIn(TcpState::Established).connectGives(Errno::None);
        TELL(s);
    }

    // The ACK of the handshake may carry data.
    void dataOnTheThirdSegment()
    {
        Story s;
        s.listen().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1}).arrives({"PSH,ACK", 1, 1, 5}).accept().receive(100, 5);
        TELL(s);
    }

    void resetInSynReceived()
    {
        Story s;
        s.listen().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1}).arrives({"RST", 1}).sendsNothing();
        s.arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1});
        TELL(s);
    }

    // A listener with a backlog of one keeps one connection for accept(); a SYN beyond it is dropped in silence.
    void backlogIsFull()
    {
        Story s;
        s.listen(1).arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1}).arrives({"ACK", 1, 1});
        s.fromAnotherPeer().arrives({"SYN", 0}).sendsNothing();
        s.accept().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1});
        TELL(s);
    }

    // Nobody will accept what a closed listener began: the half-open connection is reset, and its late ACK finds nothing.
    void listenerClosesWithAHalfOpenConnection()
    {
        Story s;
        s.listen().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1}).closeListener().sends({"RST,ACK", 1, 1});
        s.arrives({"ACK", 1, 1}).sends({"RST", 1}).cause(Rule::TcpReset).after(100s).sendsNothing();
        TELL(s);
    }

    // RFC 5961 §4: a SYN on a live connection is challenged, never believed.
    void synOnEstablished()
    {
        Story s;
        s.established().arrives({"SYN", 50}).sends({"ACK", 1, 1}).cause(Rule::TcpChallengeAck).isIn(TcpState::Established);
        TELL(s);
    }

    // RFC 5961 §3: only the exact number resets.
    void resetOnEstablished()
    {
        Story s;
        s.established().arrives({"RST", 2}).sends({"ACK", 1, 1}).cause(Rule::TcpChallengeAck);
        s.arrives({"RST", 100000}).sendsNothing().isIn(TcpState::Established);
        s.arrives({"RST", 1}).isIn(TcpState::Closed).receiveFails(Errno::Reset).receive(1, 0).sendsNothing();
        TELL(s);
    }

    void damagedSegmentsAreDropped()
    {
        Story s;
        s.established().damaged({"PSH,ACK", 1, 1, 10}).sendsNothing().receiveFails(Errno::Again);
        s.datagram(Octets{0x45, 0}).datagram(Octets(19, 0)).datagram({}).sendsNothing();
        TELL(s);
    }

    void echoReply()
    {
        Story s;
        // ICMP echo request with 4 octets of data, header checksums right.
        Octets ping{0x45, 0, 0, 32, 0, 0, 0x40, 0, 64, 1, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 8, 0, 0, 0, 0x12, 0x34, 0, 1, 'p', 'i', 'n', 'g'};
        const auto checksum = [&](std::size_t from, std::size_t to, std::size_t field) {
            std::uint32_t sum = 0;
            for (std::size_t i = from; i < to; i += 2)
                sum += std::uint32_t{ping[i]} << 8 | ping[i + 1];
            sum = (sum & 0xffff) + (sum >> 16);
            ping[field] = static_cast<std::uint8_t>(~sum >> 8);
            ping[field + 1] = static_cast<std::uint8_t>(~sum);
        };
        checksum(0, 20, 10);
        checksum(20, 32, 22);
        s.datagram(ping);
        bool answered = false;
        for (std::size_t i = 0; i < s.trace().size(); ++i)
            if (const auto* sent = std::get_if<PacketSent>(&s.trace()[i].body)) {
                const OctetView reply = s.trace().packet(sent->packet).view();
                answered = reply.size() == 32 && reply[20] == 0 && reply[24] == 0x12 && reply[31] == 'g' && reply[19] == 2;
            }
        QVERIFY(answered);
    }
};

QTEST_GUILESS_MAIN(OpeningTest)
#include "opening_test.moc"
