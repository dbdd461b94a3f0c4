// Which connection wakes next: a heap that knows where each connection stands, so that a timer moves without a search.
#pragma once

#include <vector>

#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {

class WakeHeap {
public:
    bool empty() const { return entries_.empty(); }
    Instant next() const { return entries_.empty() ? kNever : entries_.front().wake; }
    Connection& first() const { return *entries_.front().connection; }

    // Puts the connection where its next wake belongs; kNever takes it out.
    void update(Connection& connection)
    {
        const Instant wake = connection.nextWake();
        std::uint32_t& index = connection.book.heapIndex;
        if (wake == kNever)
            return remove(connection);
        if (index == kAbsent) {
            index = static_cast<std::uint32_t>(entries_.size());
            entries_.push_back({wake, &connection});
        } else if (entries_[index].wake == wake) {
            return;
        }
        entries_[index].wake = wake;
        settle(index);
    }

    void remove(Connection& connection)
    {
        const std::uint32_t index = connection.book.heapIndex;
        if (index == kAbsent)
            return;
        connection.book.heapIndex = kAbsent;
        const Entry last = entries_.back();
        entries_.pop_back();
        if (index == entries_.size())
            return;
        place(index, last);
        settle(index);
    }

    std::size_t size() const { return entries_.size(); }

    // Whether each entry knows its place and its connection's wake, and none is before the one above it; for the invariant checker.
    bool consistent() const
    {
        for (std::size_t i = 0; i < entries_.size(); ++i)
            if (entries_[i].connection->book.heapIndex != i || entries_[i].wake != entries_[i].connection->nextWake() ||
                (i > 0 && before(entries_[i], entries_[(i - 1) / 2])))
                return false;
        return true;
    }

private:
    static constexpr std::uint32_t kAbsent = UINT32_MAX;

    struct Entry {
        Instant wake;
        Connection* connection;
    };

    // Ties go by the connections' numbers, so that runs repeat.
    static bool before(const Entry& a, const Entry& b)
    {
        return a.wake != b.wake ? a.wake < b.wake : a.connection->id() < b.connection->id();
    }

    void place(std::size_t index, const Entry& entry)
    {
        entries_[index] = entry;
        entry.connection->book.heapIndex = static_cast<std::uint32_t>(index);
    }

    void settle(std::size_t index)
    {
        const Entry entry = entries_[index];
        for (; index > 0 && before(entry, entries_[(index - 1) / 2]); index = (index - 1) / 2)
            place(index, entries_[(index - 1) / 2]);
        for (std::size_t child = 2 * index + 1; child < entries_.size(); child = 2 * index + 1) {
            if (child + 1 < entries_.size() && before(entries_[child + 1], entries_[child]))
                ++child;
            if (!before(entries_[child], entry))
                break;
            place(index, entries_[child]);
            index = child;
        }
        place(index, entry);
    }

    std::vector<Entry> entries_;
};

}  // namespace tcplab::engine_tcp
