// Ten thousand connections over bad networks (support/ordeal.h): each stream arrives octet by octet as it was sent, sequence space,
// scoreboard, buffers and timers are consistent after every step, and nothing is left behind.
//     TCPLAB_ORDEAL=SEED bin/engine_ordeal_test        repeats one, and tells its conditions and its story if it fails
//     TCPLAB_ORDEAL=FROM-TO bin/engine_ordeal_test     plays others
#include <cstdio>

#include <QTest>

#include "support/ordeal.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

// Builds that are slow by a factor of twenty play fewer.
#if defined(__OPTIMIZE__) && !defined(TCPLAB_SANITIZED)
constexpr std::uint64_t kSeeds = 10'000;
#else
constexpr std::uint64_t kSeeds = 500;
#endif

struct Range {
    std::uint64_t first = 1, last = kSeeds;
};

Range wanted()
{
    const QByteArray text = qgetenv("TCPLAB_ORDEAL");
    if (text.isEmpty())
        return {};
    const QList<QByteArray> ends = text.split('-');
    return {ends.first().toULongLong(), ends.last().toULongLong()};
}

}  // namespace

class OrdealTest : public QObject {
    Q_OBJECT
private slots:
    void streamsArriveAsTheyWereSent()
    {
        const auto [first, last] = wanted();
        std::size_t octets = 0, datagrams = 0, polite = 0, failed = 0;
        for (std::uint64_t seed = first; seed <= last; ++seed) {
            Ordeal ordeal(seed, first == last);
            const std::string failure = ordeal.run();
            if (!failure.empty()) {
                if (first == last)
                    std::printf("%s%s", ordeal.conditions().c_str(), ordeal.story().c_str());
                std::printf("%s\n    to repeat it:  TCPLAB_ORDEAL=%llu bin/engine_ordeal_test\n", failure.c_str(),
                            static_cast<unsigned long long>(seed));
                ++failed;
            }
            octets += ordeal.octetsDelivered();
            datagrams += ordeal.datagrams();
            polite += ordeal.polite() ? 1 : 0;
        }
        std::printf("%llu connections, %zu of them polite; %zu octets in %zu datagrams\n",
                    static_cast<unsigned long long>(last - first + 1), polite, octets, datagrams);
        QCOMPARE(failed, std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(OrdealTest)
#include "ordeal_test.moc"
