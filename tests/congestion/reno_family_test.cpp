// Tahoe, Reno, NewReno, the fixed window and the example AIMD: windows after each fact, as the RFCs compute them.
#include <QtTest>

#include "cc_aimd/plugin.h"
#include "cc_newreno/plugin.h"
#include "cc_none/plugin.h"
#include "cc_reno/plugin.h"
#include "cc_tahoe/plugin.h"
#include "congestion/controller_under_test.h"

using namespace tcplab;

namespace {

ControllerUnderTest reno(const ValueMap& given = {}, std::uint32_t initialSegments = 10)
{
    return ControllerUnderTest(makeController(cc_reno::contribute, "cc_reno", given, initialSegments));
}

ControllerUnderTest newReno() { return ControllerUnderTest(makeController(cc_newreno::contribute, "cc_newreno")); }
ControllerUnderTest tahoe() { return ControllerUnderTest(makeController(cc_tahoe::contribute, "cc_tahoe")); }

ControllerUnderTest aimd(std::int64_t increase, std::int64_t keep)
{
    return ControllerUnderTest(makeController(cc_aimd::contribute, "cc_aimd", {{"increase", Value{increase}}, {"keep", Value{keep}}}));
}

}  // namespace

class RenoFamilyTest : public QObject {
    Q_OBJECT

private slots:
    // RFC 5681 §3.1, equation (2)
    void slowStartDoublesEachRoundTrip()
    {
        auto cc = reno({}, 1);
        for (const std::uint32_t expected : {2u, 4u, 8u, 16u, 32u}) {
            cc.roundTrip();
            QCOMPARE(cc.segments(), expected);
        }
        QCOMPARE(cc->ssthresh(), kUnlimited);
    }

    // RFC 5681 §3.1: at most one segment an ACK, so that delayed ACKs make it slower; RFC 3465 and Linux count octets.
    void aStretchAckCountsForOneSegmentUnlessLinuxCounts()
    {
        auto byTheRfc = reno();
        QCOMPARE(byTheRfc.acknowledge(4 * kMss).value(), Rule::CcSlowStart);
        QCOMPARE(byTheRfc->window(), 11 * kMss);
        auto asLinux = reno(linuxProfile());
        asLinux.acknowledge(4 * kMss);
        QCOMPARE(asLinux->window(), 14 * kMss);
    }

    // RFC 5681 §3.1, congestion avoidance
    void avoidanceGrowsOneSegmentARoundTrip()
    {
        auto cc = reno();
        cc.congestion(CongestionCause::DuplicateAcks, 20 * kMss);
        cc.recovered();
        QCOMPARE(cc->window(), 10 * kMss);
        cc.roundTrip();  // the old flight of ten
        for (std::uint32_t expected = 12; expected < 20; ++expected) {
            cc.roundTrip();
            QCOMPARE(cc.segments(), expected);
        }
    }

    // Slow start stops at ssthresh, and what is left of the ACK counts for avoidance.
    void slowStartEndsAtSsthresh()
    {
        auto cc = reno(linuxProfile());
        cc.congestion(CongestionCause::Timeout);
        QCOMPARE(cc->ssthresh(), 5 * kMss);
        cc.acknowledge(9 * kMss);  // four for slow start from one to five, five for avoidance: exactly a window
        QCOMPARE(cc->window(), 6 * kMss);
        QCOMPARE(cc.acknowledge(kMss).value(), Rule::CcAvoidance);
    }

    // RFC 5681 §3.2, steps 2 to 6
    void fastRecoveryInflatesAndDeflates()
    {
        auto cc = reno();
        QCOMPARE(cc.congestion(CongestionCause::DuplicateAcks, 10 * kMss).value(), Rule::CcRecovery);
        QCOMPARE(cc->ssthresh(), 5 * kMss);
        QCOMPARE(cc->window(), 8 * kMss);
        QCOMPARE(cc.duplicateAck().value(), Rule::CcInflates);
        cc.duplicateAck();
        QCOMPARE(cc->window(), 10 * kMss);
        QCOMPARE(cc.acknowledge(4 * kMss).value(), Rule::CcRecovered);  // Reno: any new data ends it
        QCOMPARE(cc->window(), 5 * kMss);
        QVERIFY(!cc.recovered());
        QCOMPARE(cc->window(), 5 * kMss);
    }

    // RFC 6582 §3.2 step 3: a partial ACK deflates by what it acknowledges, plus one; the full one ends recovery.
    void newRenoStaysInRecoveryAtAPartialAck()
    {
        auto cc = newReno();
        cc.congestion(CongestionCause::DuplicateAcks, 10 * kMss);
        cc.duplicateAck();
        QCOMPARE(cc->window(), 9 * kMss);
        QCOMPARE(cc.acknowledge(3 * kMss).value(), Rule::CcPartialAck);
        QCOMPARE(cc->window(), 7 * kMss);
        QCOMPARE(cc.duplicateAck().value(), Rule::CcInflates);
        QCOMPARE(cc.recovered().value(), Rule::CcRecovered);
        QCOMPARE(cc->window(), 5 * kMss);
    }

    // RFC 6582 §3.2 step 3, option (1): no burst when little is in flight
    void newRenoLeavesRecoveryWithoutABurst()
    {
        auto cc = newReno();
        cc.congestion(CongestionCause::DuplicateAcks, 20 * kMss);
        AcknowledgedFacts last = cc.facts(9 * kMss);
        last.flight = 2 * kMss;
        cc.acknowledge(last);
        cc.recovered();
        QCOMPARE(cc->window(), 3 * kMss);
        QCOMPARE(cc->ssthresh(), 10 * kMss);
    }

    // RFC 5681 §3.1: never below two segments
    void ssthreshIsAtLeastTwoSegments()
    {
        auto cc = reno();
        cc.congestion(CongestionCause::Timeout, kMss);
        QCOMPARE(cc->ssthresh(), 2 * kMss);
        QCOMPARE(cc->window(), kMss);
    }

    // RFC 5681 §3.1: the same segment again does not halve again
    void aRepeatedTimeoutLeavesSsthresh()
    {
        auto cc = reno();
        cc.congestion(CongestionCause::Timeout, 10 * kMss);
        cc.congestion(CongestionCause::Timeout, kMss, true);
        QCOMPARE(cc->ssthresh(), 5 * kMss);
        QCOMPARE(cc->window(), kMss);
    }

    void linuxDecreasesFromTheWindowInWholeSegments()
    {
        auto cc = reno(linuxProfile());
        cc.acknowledge(kMss);
        cc.congestion(CongestionCause::Timeout, kMss);
        QCOMPARE(cc->ssthresh(), 5 * kMss);  // of 11
    }

    void afterATimeoutSlowStartRepairsToo()
    {
        auto cc = reno();
        cc.congestion(CongestionCause::Timeout);
        cc.inRecovery = true;
        cc.acknowledge(kMss);
        QCOMPARE(cc->window(), 2 * kMss);
        QVERIFY(!cc.recovered());  // ssthresh is five: no leap to it
        QCOMPARE(cc->window(), 2 * kMss);
    }

    // RFC 3168 §6.1.2
    void aMarkHalvesWithoutInflation()
    {
        auto cc = reno();
        QCOMPARE(cc.congestion(CongestionCause::EcnEcho, 10 * kMss).value(), Rule::CcMarked);
        QCOMPARE(cc->window(), 5 * kMss);
        QCOMPARE(cc->ssthresh(), 5 * kMss);
    }

    // RFC 4015 §3
    void aFalseAlarmIsUndone()
    {
        auto cc = reno();
        cc.congestion(CongestionCause::Timeout, 10 * kMss);
        cc.congestion(CongestionCause::Timeout, 10 * kMss, true);
        cc.acknowledge(kMss);
        QCOMPARE(cc->spurious(cc.now).value(), Rule::CcUndo);
        QCOMPARE(cc->window(), 10 * kMss);
        QCOMPARE(cc->ssthresh(), kUnlimited);
        QVERIFY(!cc->spurious(cc.now));
        QCOMPARE(cc.acknowledge(kMss).value(), Rule::CcSlowStart);
    }

    // RFC 5681 §4.1
    void aSilenceRestartsFromTheInitialWindow()
    {
        auto cc = reno();
        cc.roundTrip();
        QCOMPARE(cc->idle(cc.now, 1s).value(), Rule::CcIdle);
        QCOMPARE(cc->window(), 10 * kMss);
        QVERIFY(!cc->idle(cc.now, 1s));
        QCOMPARE(cc->ssthresh(), kUnlimited);
    }

    // RFC 2861, which Linux follows
    void linuxRemembersThreeQuartersOverASilence()
    {
        auto cc = reno(linuxProfile());
        cc.congestion(CongestionCause::DuplicateAcks, 10 * kMss);
        cc.recovered();
        for (int i = 0; i < 20; ++i)
            cc.roundTrip();
        const std::uint32_t before = cc->window();
        QVERIFY(before > 20 * kMss);
        cc->idle(cc.now, 10s);
        QCOMPARE(cc->ssthresh(), (before - before / 4) / kMss * kMss);
    }

    // RFC 7661 §1
    void anUnusedWindowDoesNotGrow()
    {
        auto cc = reno();
        cc.applicationLimited = true;
        QVERIFY(!cc.acknowledge(kMss));
        QCOMPARE(cc->window(), 10 * kMss);
    }

    // The handshake tells the MSS before anything was sent; a smaller path MTU later leaves the octets (Linux: the segments).
    void theSegmentSizeMayChange()
    {
        auto cc = reno();
        cc->mssChanged(500);
        QCOMPARE(cc->window(), 5000u);
        cc.acknowledge(500);
        cc->mssChanged(250);
        QCOMPARE(cc->window(), 5500u);
        auto asLinux = reno(linuxProfile());
        asLinux.acknowledge(kMss);
        asLinux->mssChanged(500);
        QCOMPARE(asLinux->window(), 5500u);
    }

    // RFC 7323 §2.3: there is no larger window than 2^30, and nothing overflows on the way to it.
    void theWindowEndsAtAGigabyte()
    {
        auto cc = reno(linuxProfile());
        for (int i = 0; i < 40; ++i)
            cc.acknowledge(cc->window());
        QCOMPARE(cc->window(), 1u << 30);
    }

    // RFC 2001 §4
    void tahoeFallsToOneSegmentAtDuplicateAcks()
    {
        auto cc = tahoe();
        QVERIFY(cc->ownsRecovery());
        QCOMPARE(cc.congestion(CongestionCause::DuplicateAcks, 10 * kMss).value(), Rule::CcTahoe);
        QCOMPARE(cc->window(), kMss);
        QCOMPARE(cc->ssthresh(), 5 * kMss);
        QVERIFY(!cc.duplicateAck());
        QCOMPARE(cc.acknowledge(kMss).value(), Rule::CcSlowStart);
        QCOMPARE(cc->window(), 2 * kMss);
        cc.recovered();
        QCOMPARE(cc->window(), 2 * kMss);
    }

    void theFixedWindowIsFixed()
    {
        ControllerUnderTest cc(makeController(cc_none::contribute, "cc_none", {{"window", Value{std::string("20 KiB")}}}));
        cc.acknowledge(5 * kMss);
        QVERIFY(!cc.congestion(CongestionCause::DuplicateAcks));
        QVERIFY(!cc.congestion(CongestionCause::Timeout));
        cc->mssChanged(100);
        QCOMPARE(cc->window(), 20u * 1024);
        QCOMPARE(cc->ssthresh(), kUnlimited);
        QVERIFY(cc->ownsRecovery());
    }

    void aimdGrowsByAAndKeepsB()
    {
        auto cc = aimd(3, 80);
        QCOMPARE(cc.congestion(CongestionCause::DuplicateAcks, 20 * kMss).value(), Rule::CcDecrease);
        QCOMPARE(cc->window(), 16 * kMss);
        cc.recovered();
        cc.roundTrip();
        const std::uint32_t before = cc->window();
        cc.roundTrip();
        const std::uint32_t grown = cc->window() - before;
        QVERIFY2(grown > 2700 && grown <= 3000, std::to_string(grown).c_str());
        cc.congestion(CongestionCause::Timeout, 10 * kMss);
        QCOMPARE(cc->window(), kMss);
        QCOMPARE(cc->ssthresh(), 8 * kMss);
        cc->spurious(cc.now);
        QCOMPARE(cc->window(), before + grown);
        QCOMPARE(cc->ssthresh(), 16 * kMss);
    }

    void aimdDoublesInSlowStart()
    {
        auto cc = aimd(1, 50);
        cc.roundTrip();
        QCOMPARE(cc->window(), 20 * kMss);
    }
};

QTEST_GUILESS_MAIN(RenoFamilyTest)
#include "reno_family_test.moc"
