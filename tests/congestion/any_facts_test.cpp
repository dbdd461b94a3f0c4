// Whatever the facts are, a congestion control answers with numbers that an engine can use, and the same ones each time.
#include <QtTest>

#include <cmath>
#include <set>

#include "base/random.h"
#include "cc_aimd/plugin.h"
#include "cc_bbr/plugin.h"
#include "cc_cubic/plugin.h"
#include "cc_dctcp/plugin.h"
#include "cc_newreno/plugin.h"
#include "cc_none/plugin.h"
#include "cc_reno/plugin.h"
#include "cc_tahoe/plugin.h"
#include "cc_vegas/plugin.h"
#include "congestion/controller_under_test.h"

using namespace tcplab;

namespace {

struct Plugin {
    const char* id;
    void (*contribute)(Catalogue&);
    ValueMap given;
};

const std::vector<Plugin>& plugins()
{
    static const std::vector<Plugin> all{
        {"cc_tahoe", cc_tahoe::contribute, {}},
        {"cc_reno", cc_reno::contribute, {}},
        {"cc_reno", cc_reno::contribute, linuxProfile()},
        {"cc_newreno", cc_newreno::contribute, {}},
        {"cc_cubic", cc_cubic::contribute, {}},
        {"cc_cubic", cc_cubic::contribute, {{"hystart", Value{std::string("off")}}}},
        {"cc_cubic", cc_cubic::contribute, {{"hystart", Value{std::string("classic")}}, {"profile", Value{std::string("linux")}}}},
        {"cc_bbr", cc_bbr::contribute, {}},
        {"cc_vegas", cc_vegas::contribute, {}},
        {"cc_dctcp", cc_dctcp::contribute, {}},
        {"cc_none", cc_none::contribute, {}},
        {"cc_aimd", cc_aimd::contribute, {}},
    };
    return all;
}

// A connection's worth of calls, in any order, with numbers that are sometimes small and sometimes as large as they can be.
class AnyFacts {
public:
    AnyFacts(CongestionControl& control, std::uint64_t seed) : control_(control), random_(seed, "any facts") {}

    void step()
    {
        now_ += Duration(static_cast<std::int64_t>(upTo(random_.chance(0.05) ? 100'000'000'000 : 50'000'000)));
        switch (random_.below(12)) {
        case 0: congestion(); break;
        case 1: control_.recovered(now_); break;
        case 2: control_.spurious(now_); break;
        case 3: control_.idle(now_, Duration(static_cast<std::int64_t>(upTo(1'000'000'000)))); break;
        case 4: control_.mssChanged(static_cast<std::uint32_t>(1 + upTo(65'494))); break;
        case 5: send(); break;
        default: acknowledge();
        }
    }

private:
    std::uint64_t upTo(std::uint64_t limit) { return random_.below(limit + 1); }
    std::uint32_t octets() { return static_cast<std::uint32_t>(upTo(random_.chance(0.05) ? 0xffffffff : 100'000)); }

    void congestion()
    {
        const auto cause = static_cast<CongestionCause>(random_.below(3));
        const bool repeated = cause == CongestionCause::Timeout && timedOut_;
        timedOut_ = cause == CongestionCause::Timeout;
        control_.congestion({now_, cause, octets(), repeated, sent_});
    }

    void send()
    {
        const std::uint32_t octets = this->octets();
        sent_ += octets;
        control_.sent({now_, octets, random_.chance(0.5) ? octets : this->octets(), random_.chance(0.2), sent_});
    }

    void acknowledge()
    {
        AcknowledgedFacts facts;
        facts.now = now_;
        facts.newlyAcknowledged = random_.chance(0.2) ? 0 : octets();
        facts.newlySacked = random_.chance(0.8) ? 0 : octets();
        facts.newlyLost = random_.chance(0.9) ? 0 : octets();
        facts.flightBefore = octets();
        facts.flight = octets();
        if (random_.chance(0.8))
            facts.rtt = Duration(static_cast<std::int64_t>(upTo(random_.chance(0.05) ? 3'600'000'000'000 : 200'000'000)));
        delivered_ += std::uint64_t{facts.newlyAcknowledged} + facts.newlySacked;
        facts.delivered = delivered_;
        facts.acknowledgedTotal = delivered_;
        facts.sentTotal = delivered_ + octets();
        facts.sample = {static_cast<std::int64_t>(random_.chance(0.05) ? random_.next() >> 1 : upTo(100'000'000)),
                        octets(),
                        Duration(static_cast<std::int64_t>(upTo(1'000'000'000))),
                        upTo(delivered_),
                        octets(),
                        octets(),
                        random_.chance(0.2)};
        facts.inRecovery = random_.chance(0.2);
        facts.applicationLimited = random_.chance(0.2);
        facts.congestionMarked = random_.chance(0.2);
        control_.acknowledged(facts);
    }

    CongestionControl& control_;
    RandomStream random_;
    Instant now_ = kStart;
    std::uint64_t sent_ = 0, delivered_ = 0;
    bool timedOut_ = false;
};

}  // namespace

class AnyFactsTest : public QObject {
    Q_OBJECT

private slots:
    void theNumbersCanBeUsed_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < plugins().size(); ++i)
            QTest::addRow("%d %s", static_cast<int>(i), plugins()[i].id) << static_cast<int>(i);
    }
    void theNumbersCanBeUsed()
    {
        QFETCH(int, index);
        const Plugin& plugin = plugins()[static_cast<std::size_t>(index)];
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            const auto one = makeController(plugin.contribute, plugin.id, plugin.given);
            const auto two = makeController(plugin.contribute, plugin.id, plugin.given);
            AnyFacts facts(*one, seed), same(*two, seed);
            for (int i = 0; i < 500; ++i) {
                facts.step();
                same.step();
                QVERIFY(one->window() > 0);
                QVERIFY2(one->window() <= 0xf000'0000, std::to_string(one->window()).c_str());  // an engine adds a segment to it
                QVERIFY(one->ssthresh() > 0);
                QVERIFY(one->pacingRate().value_or(1) > 0);
                QCOMPARE(two->window(), one->window());
                QCOMPARE(two->ssthresh(), one->ssthresh());
                QCOMPARE(two->pacingRate(), one->pacingRate());
                for (const Reading& reading : one->readings())
                    QVERIFY2(std::isfinite(reading.value), std::string(reading.name).c_str());
            }
        }
    }

    void noTwoReadingsHaveTheSameName()
    {
        for (const Plugin& plugin : plugins()) {
            std::set<std::string_view> names;
            for (const Reading& reading : makeController(plugin.contribute, plugin.id, plugin.given)->readings())
                QVERIFY2(names.insert(reading.name).second, std::string(reading.name).c_str());
            Catalogue catalogue;
            plugin.contribute(catalogue);
            for (const ReadingSpec& promised : catalogue.card(plugin.id)->readings)
                QVERIFY2(names.count(promised.name) == 1, promised.name.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(AnyFactsTest)
#include "any_facts_test.moc"
