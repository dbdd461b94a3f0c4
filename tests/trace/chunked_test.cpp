// The growing table: items stay where they are, and a reader sees only complete ones.
#include <QtTest>

#include <thread>

#include "trace/chunked.h"

using namespace tcplab;

namespace {

// Two halves that must agree: a reader that saw half an item would notice.
struct Pair {
    std::uint64_t number = 0;
    std::uint64_t inverse = ~std::uint64_t{0};
};

}  // namespace

class ChunkedTest : public QObject {
    Q_OBJECT

private slots:
    void itemsStayWhereTheyAre()
    {
        Chunked<std::string, 4, 8> table;
        QVERIFY(table.empty());
        QCOMPARE(table.append("first"), std::size_t{0});
        const std::string* first = &table[0];
        while (!table.full())
            table.append("number " + std::to_string(table.size()));
        QCOMPARE(table.size(), std::size_t{32});
        QCOMPARE(&table[0], first);
        QCOMPARE(table[0], std::string("first"));
        QCOMPARE(table[3], std::string("number 3"));
        QCOMPARE(table[4], std::string("number 4"));
        QCOMPARE(table[31], std::string("number 31"));
    }

    void aReaderNeverSeesHalfAnItem()
    {
        constexpr std::size_t kItems = 400'000;
        Chunked<Pair, 64, 8192> table;
        std::thread writer([&table] {
            for (std::uint64_t i = 0; i < kItems; ++i)
                table.append({i, ~i});
        });
        std::size_t wrong = 0;
        std::size_t seen = 0;
        while (seen < kItems) {
            const std::size_t size = table.size();
            if (size < seen)
                ++wrong;
            for (std::size_t i = seen; i < size; ++i)
                wrong += table[i].number != i || table[i].inverse != ~std::uint64_t{i} ? 1 : 0;
            seen = size;
        }
        writer.join();
        QCOMPARE(wrong, std::size_t{0});
        QCOMPARE(table.size(), kItems);
    }
};

QTEST_GUILESS_MAIN(ChunkedTest)
#include "chunked_test.moc"
