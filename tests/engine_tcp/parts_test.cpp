// The engine's parts on their own: buffers, reassembly, RTO arithmetic, ISN, the state diagram.
#include <QTest>

#include "base/pattern.h"
#include "base/random.h"
#include "engine_tcp/isn.h"
#include "engine_tcp/loss_recovery.h"
#include "engine_tcp/octet_queue.h"
#include "engine_tcp/plugin.h"
#include "engine_tcp/reassembly.h"
#include "engine_tcp/rto.h"
#include "engine_tcp/timers.h"
#include "plugin/catalogue.h"
#include "trace/transitions.h"

using namespace tcplab;
using namespace tcplab::engine_tcp;

namespace {

template <class Queue>
void dropSome(RandomStream& random, Queue& queue, Octets& model)
{
    const std::size_t gone = random.below(model.size() + 1);
    queue.drop(gone);
    model.erase(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(gone));
}

// From anywhere; compared.
template <class Queue>
std::pair<std::size_t, Octets> somePart(RandomStream& random, const Queue& queue, const Octets& model)
{
    [&] {
        QCOMPARE(queue.size(), model.size());
        QVERIFY(queue.consistent());
    }();
    const std::size_t from = random.below(model.size() + 1);
    Octets part(random.below(model.size() - from + 1));
    queue.copy(from, part);
    [&] { QVERIFY(std::equal(part.begin(), part.end(), model.begin() + static_cast<std::ptrdiff_t>(from))); }();
    return {from, part};
}

}  // namespace

class PartsTest : public QObject {
    Q_OBJECT
private slots:
    // What programs send: copied, or left in its source.
    void sentOctetsAreAQueue()
    {
        RandomStream random(7, "send queue");
        SendQueue queue;
        Octets model;
        std::uint64_t position = 0;
        for (int step = 0; step < 20000; ++step) {
            if (random.chance(0.5)) {
                if (random.chance(0.1))
                    position += 1000;  // what is sent next lies elsewhere in the source
                const Octets more = pattern(position, 1 + random.below(2000));
                if (random.chance(0.3))
                    queue.append(more);
                else
                    queue.append(SourcePart{patternSource(), position, more.size()});
                model.insert(model.end(), more.begin(), more.end());
                position += more.size();
            } else {
                dropSome(random, queue, model);
            }
            const auto [from, part] = somePart(random, queue, model);
            if (QTest::currentTestFailed())
                return;
            const std::size_t header = 40 + random.below(60);
            PacketBuffer datagram(header + part.size());
            wire::ChecksumSum expected;
            expected.add(part);
            QCOMPARE(queue.fill(from, datagram, header).checksum(), expected.checksum());
            QVERIFY(std::ranges::equal(OctetView(std::as_const(datagram)).subspan(header), part));
        }
    }

    // The same octets, whether they are copied or shown where they lie.
    void receivedOctetsAreShownInOrder()
    {
        struct Seen : OctetSink {
            using OctetSink::take;
            void take(OctetView octets) override { all.insert(all.end(), octets.begin(), octets.end()); }
            Octets all;
        };
        RandomStream random(7, "shown");
        SendQueue sent;
        sent.append(SourcePart{patternSource(), 0, 1'000'000});
        ReceiveQueue queue;
        Seen seen;
        std::size_t given = 0;
        while (given < 900'000) {
            const std::size_t octets = 1 + random.below(3000);
            PacketBuffer datagram(52 + octets);
            sent.fill(given, datagram, 52);
            given += octets;
            const OctetView text = datagram.unfetched().subspan(52);
            queue.append(text, std::move(datagram));
            queue.take(random.below(queue.size() + 1), seen);
            QVERIFY(queue.consistent());
        }
        queue.take(queue.size(), seen);
        QVERIFY(seen.all.size() == given && isPattern(0, seen.all));
    }

    // What has arrived: copied, or in its datagram.
    void receivedOctetsAreAQueue()
    {
        RandomStream random(7, "receive queue");
        ReceiveQueue queue;
        Octets model;
        std::uint8_t next = 0;
        for (int step = 0; step < 20000; ++step) {
            if (random.chance(0.5)) {
                Octets more(1 + random.below(300));
                for (auto& octet : more)
                    octet = next++;
                PacketBuffer datagram{OctetView(more)};
                const std::size_t header = random.below(more.size());
                const OctetView text = OctetView(std::as_const(datagram)).subspan(header);
                model.insert(model.end(), text.begin(), text.end());
                if (random.chance(0.5))
                    queue.append(text);
                else
                    queue.append(text, std::move(datagram));
            } else {
                dropSome(random, queue, model);
            }
            somePart(random, queue, model);
            if (QTest::currentTestFailed())
                return;
        }
    }

    // Whatever the order, the overlaps and the cuts, copied or in datagrams: the stream comes out exact, also over the wrap of the numbers.
    void reassemblyGivesTheStream()
    {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            RandomStream random(seed, "reassembly");
            const bool large = random.chance(0.5);
            const std::size_t longest = large ? 3000 : 100;
            Octets stream(large ? 50'000 : 2000);
            for (auto& octet : stream)
                octet = static_cast<std::uint8_t>(random.next());
            const SeqNumber first(0xfffffc00u);
            Reassembly reassembly;
            Octets delivered;
            const auto some = [&](std::size_t from) {
                return OctetView(stream).subspan(from, random.below(std::min(longest, stream.size() - from)) + 1);
            };
            const auto deliver = [&](OctetView octets) { delivered.insert(delivered.end(), octets.begin(), octets.end()); };
            while (delivered.size() < stream.size()) {
                const std::size_t from = delivered.size() + random.below(stream.size() - delivered.size());
                PacketBuffer datagram(some(from));
                const ArrivedText text{std::as_const(datagram), random.chance(0.5) ? &datagram : nullptr};
                reassembly.keep(first + static_cast<std::uint32_t>(from), text, 1 << 24);
                QVERIFY(reassembly.consistent());
                if (random.chance(0.2))  // comes in order, perhaps reaching into a piece
                    deliver(some(delivered.size()));
                ReceiveQueue queue;
                Octets got(reassembly.take(first + static_cast<std::uint32_t>(delivered.size()), queue));
                QCOMPARE(queue.size(), got.size());
                queue.take(got);
                deliver(got);
            }
            QCOMPARE(delivered, stream);
            QVERIFY(reassembly.empty());
        }
    }

    void rtoBounds()
    {
        Catalogue catalogue;
        contribute(catalogue);
        const Settings settings(
            normalize(catalogue.card("engine_tcp")->parameters, {{"minimumRto", Value{std::string("200 ms")}}}).value());
        RtoEstimator rto(settings);
        rto.sample(settings, 1ms, SeqNumber(0), SeqNumber(0));
        QCOMPARE(rto.rto(settings), Duration{200ms});
        for (int i = 0; i < 20; ++i)
            rto.backOff(settings);
        QCOMPARE(rto.rto(settings), Duration{60s});
    }

    void timersTellTheEarliest()
    {
        Timers timers;
        QVERIFY(timers.next() == kNever && !timers.due(kStart + 3600s));
        timers.set(TimerKind::DelayedAck, kStart + 40ms, EventId(7));
        timers.set(TimerKind::Retransmission, kStart + 200ms, EventId(8));
        QVERIFY(timers.next() == kStart + 40ms && !timers.due(kStart + 39ms));
        QVERIFY(timers.due(kStart + 40ms) == TimerKind::DelayedAck);
        timers.move(TimerKind::DelayedAck, kStart + 300ms);
        QVERIFY(timers.next() == kStart + 200ms && timers.due(kStart + 300ms) == TimerKind::Retransmission);
        QVERIFY(timers.stop(TimerKind::Retransmission) == EventId(8));
        timers.trim();  // one still runs
        QVERIFY(timers.runs(TimerKind::DelayedAck) && timers.stop(TimerKind::DelayedAck) == EventId(7));
        timers.trim();
        QVERIFY(timers.next() == kNever && timers.consistent());
    }

    // RFC 3522: the ACK echoes a time before the repetition. RFC 3708: each repetition came back as a D-SACK.
    void spuriousRepetitionsAreFound()
    {
        SpuriousDetection detection;
        detection.begin(SeqNumber(1000), 0, true);
        detection.repeated(50);
        detection.repeated(60);
        detection.echoed(50);
        QVERIFY(!detection.needless());
        detection.echoed(49);
        QVERIFY(detection.needless() && !detection.allReported());
        detection.echoed(60);
        detection.duplicateReported(SeqNumber(900), SeqNumber(3000));  // from before
        detection.duplicateReported(SeqNumber(2000), SeqNumber(3000));
        QVERIFY(!detection.needless());
        detection.duplicateReported(SeqNumber(3000), SeqNumber(3000));
        QVERIFY(detection.needless() && detection.allReported());
        detection.end();
        QVERIFY(!detection.needless());
    }

    // What is given back after a handshake comes again from the round trip of the SYN.
    void lossRecoveryBeginsWithTheHandshake()
    {
        const LossRecovery nothing;
        QVERIFY(!nothing.minimumRtt.known() && !nothing.rack.hasSample() && nothing.knowsOnlyHandshake());
        LossRecovery recovery(SeqNumber(7), {20ms, kStart + 20ms});
        QVERIFY(recovery.knowsOnlyHandshake() && recovery.rack.hasSample());
        QCOMPARE(recovery.minimumRtt.value(), Duration{20ms});
        SentSegment& data = recovery.board.push(SeqNumber(8), 100);
        QVERIFY(!recovery.knowsOnlyHandshake());
        recovery.arrived(data, kStart + 60ms, std::nullopt);
        recovery.abandon();
        QVERIFY(recovery.board.empty() && !recovery.knowsOnlyHandshake());
    }

    // MUST-8, MUST-9: the clock ticks every 4 µs; another four-tuple has another offset.
    void initialSequenceNumbers()
    {
        RandomStream random(3, "isn");
        const IsnGenerator isn(random);
        const Endpoint here{Ipv4Address{1}, 80}, there{Ipv4Address{2}, 4000}, elsewhere{Ipv4Address{2}, 4001};
        const SeqNumber zero = isn.next(kStart, here, there);
        QCOMPARE(isn.next(kStart + 1s, here, there).since(zero), 250'000u);
        QVERIFY(isn.next(kStart, here, elsewhere) != zero);
        RandomStream otherSecret(4, "isn");
        QVERIFY(IsnGenerator(otherSecret).next(kStart, here, there) != zero);
    }

    // RFC 9293 §3.3.2, figure 5: every arrow of the figure is in the table.
    void stateDiagram()
    {
        using S = TcpState;
        const std::pair<S, S> figure[] = {
            {S::Closed, S::Listen},       {S::Listen, S::Closed},        {S::Closed, S::SynSent},       {S::SynSent, S::Closed},
            {S::Listen, S::SynReceived},  {S::Listen, S::SynSent},       {S::SynSent, S::SynReceived},  {S::SynReceived, S::Established},
            {S::SynSent, S::Established}, {S::SynReceived, S::FinWait1}, {S::Established, S::FinWait1}, {S::Established, S::CloseWait},
            {S::FinWait1, S::FinWait2},   {S::FinWait1, S::Closing},     {S::CloseWait, S::LastAck},    {S::FinWait2, S::TimeWait},
            {S::Closing, S::TimeWait},    {S::LastAck, S::Closed},       {S::TimeWait, S::Closed},
        };
        for (const auto& [from, to] : figure)
            QVERIFY2(transition(from, to), qPrintable(QString("%1 > %2").arg(name(from).data(), name(to).data())));
        QVERIFY(!transition(S::Closed, S::Established));
        QVERIFY(!transition(S::TimeWait, S::Established));
        QVERIFY(!transition(S::CloseWait, S::FinWait1));
    }
};

QTEST_GUILESS_MAIN(PartsTest)
#include "parts_test.moc"
