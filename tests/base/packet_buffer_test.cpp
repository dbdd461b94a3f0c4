// A datagram's octets: a value like any other, whoever made it and wherever it ends.
#include <QtTest>

#include <thread>

#include "base/packet_buffer.h"
#include "base/pattern.h"

using namespace tcplab;

namespace {

PacketBuffer filled(std::size_t size, std::uint8_t octet)
{
    PacketBuffer buffer(size);
    std::fill(buffer.begin(), buffer.end(), octet);
    return buffer;
}

constexpr std::size_t kAt = 52, kWritten = 60, kSize = 1500;

// Its end lies in the source, from 1000 on.
PacketBuffer left()
{
    PacketBuffer buffer = filled(kSize, 1);
    fillPattern(1000, std::span(buffer).subspan(kAt, kWritten - kAt));
    buffer.leaveInSource(kAt, {patternSource(), 1000, kSize - kAt}, kWritten);
    return buffer;
}

bool endsAsItsSource(const PacketBuffer& buffer) { return isPattern(1000, OctetView(buffer).subspan(kAt)); }

bool holds(const PacketBuffer& buffer, std::size_t size, std::uint8_t octet)
{
    return buffer.size() == size && std::all_of(buffer.begin(), buffer.end(), [octet](std::uint8_t o) { return o == octet; });
}

}  // namespace

class PacketBufferTest : public QObject {
    Q_OBJECT

private slots:
    void copiesAreApart()
    {
        const PacketBuffer first = filled(100, 1);
        PacketBuffer second = first;
        QVERIFY(second == first);
        second[99] = 2;
        QVERIFY(!(second == first));
        QVERIFY(holds(first, 100, 1));
    }

    void whatIsMovedFromIsEmpty()
    {
        PacketBuffer first = filled(100, 1);
        const PacketBuffer second = std::move(first);
        QVERIFY(first.empty() && first.data() == nullptr);
        QVERIFY(holds(second, 100, 1));
        first = filled(3, 7);
        QVERIFY(holds(first, 3, 7));
    }

    void whoeverMayWriteBreaksTheSeal()
    {
        PacketBuffer buffer = filled(100, 1);
        QVERIFY(!buffer.sealed());
        buffer.seal();
        const PacketBuffer copy = buffer;
        QVERIFY(copy.sealed());
        PacketBuffer moved = std::move(buffer);
        QVERIFY(moved.sealed() && std::as_const(moved)[3] == 1);
        moved[3] = 2;
        QVERIFY(!moved.sealed() && copy.sealed());
        QVERIFY(!filled(100, 1).sealed());  // in the memory of one that was
    }

    void whoeverMayWriteTakesTheChecksumsBack()
    {
        PacketBuffer buffer = filled(100, 1);
        QVERIFY(!buffer.checksumsHold());
        buffer.vouchForChecksums();
        buffer.seal();
        QVERIFY(buffer.checksumsHold() && buffer.sealed());
        const PacketBuffer copy = buffer;
        QVERIFY(copy.checksumsHold());
        buffer[3] ^= 0;
        QVERIFY(!buffer.checksumsHold() && copy.checksumsHold());
        QVERIFY(!filled(100, 1).checksumsHold());  // in the memory of one that did
    }

    void whoeverLooksSeesWhatIsInTheSource()
    {
        QVERIFY(endsAsItsSource(left()));
        const PacketBuffer buffer = left();
        QCOMPARE(buffer[kSize - 1], pattern(1000 + kSize - kAt - 1, 1)[0]);
        QVERIFY(isPattern(1000, left().beginning(kWritten).subspan(kAt)));
        QVERIFY(isPattern(1000, left().beginning(kWritten + 1).subspan(kAt)));
        QVERIFY(left().sourceBegin() == kAt && filled(kSize, 1).sourceBegin() == kSize);
        const PacketBuffer copy = buffer;
        QVERIFY(copy == buffer && endsAsItsSource(copy));
        PacketBuffer other = left();
        const PacketBuffer unseen = other;
        other[kSize - 1] ^= 1;
        QVERIFY(endsAsItsSource(unseen) && !(unseen == other));
    }

    void whoeverMayWriteTakesItFromItsSource()
    {
        PacketBuffer buffer = left();
        const auto part = buffer.inSource(kAt + 8, 100);
        QVERIFY(part && part->position == 1008 && part->size == 100);
        QVERIFY(!buffer.inSource(kAt - 1, 100));
        buffer.fetch();
        QVERIFY(buffer.inSource(kAt, 100));
        buffer.seal();
        buffer.writableBeginning(kAt)[0] = 9;
        QVERIFY(!buffer.sealed() && buffer.inSource(kAt, 100) && std::as_const(buffer)[0] == 9);
        buffer[kAt] ^= 1;
        QVERIFY(!buffer.inSource(kAt, 100) && !endsAsItsSource(buffer));
        QVERIFY(!filled(kSize, 1).inSource(kAt, 100));  // in the memory of one that was
    }

    void everySizeHasRoom()
    {
        std::vector<PacketBuffer> all;
        for (const std::size_t size : {0, 1, 52, 1500, 1536, 1537, 9000, 65535})
            all.push_back(filled(size, static_cast<std::uint8_t>(size)));
        for (const PacketBuffer& buffer : all)
            QVERIFY(holds(buffer, buffer.size(), static_cast<std::uint8_t>(buffer.size())));
    }

    void memoryIsUsedAgain()
    {
        const std::uint8_t* place = filled(1500, 1).data();
        QCOMPARE(filled(60, 2).data(), place);
    }

    void mayEndInAnotherThread()
    {
        std::vector<PacketBuffer> all(5000);  // more than a thread keeps
        std::thread maker([&all] {
            for (PacketBuffer& buffer : all)
                buffer = filled(1500, 3);
        });
        maker.join();
        for (const PacketBuffer& buffer : all)
            QVERIFY(holds(buffer, 1500, 3));
        all.clear();
        QVERIFY(holds(filled(1500, 4), 1500, 4));
    }
};

QTEST_GUILESS_MAIN(PacketBufferTest)
#include "packet_buffer_test.moc"
