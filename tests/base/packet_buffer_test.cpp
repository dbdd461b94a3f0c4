// A datagram's octets: a value like any other, whoever made it and wherever it ends.
#include <QtTest>

#include <thread>

#include "base/packet_buffer.h"

using namespace tcplab;

namespace {

PacketBuffer filled(std::size_t size, std::uint8_t octet)
{
    PacketBuffer buffer(size);
    std::fill(buffer.begin(), buffer.end(), octet);
    return buffer;
}

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
