// A table that only grows, whose items never move, and that one thread may read while another appends.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

#include "base/prefetch.h"
#include "base/result.h"
#include "trace/trace_memory.h"

namespace tcplab {

// Chunks of its own, for few items of any type.
template <class T>
struct OwnChunks {
    T* make(std::size_t items) { return new T[items]; }
    static void drop(T* chunk) { delete[] chunk; }
};

// Chunks in the Trace's memory, for many plain items; they end with it.
template <class T>
struct TraceChunks {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
    TraceMemory& memory;

    T* make(std::size_t items) { return static_cast<T*>(memory.take(items * sizeof(T))); }
    static void drop(T*) {}
};

// One writer, any number of readers: an item below size() is complete and stays as it is.
template <class T, std::size_t kChunkItems = 4096, std::size_t kChunks = 16384, class Chunks = OwnChunks<T>>
class Chunked {
public:
    explicit Chunked(Chunks chunks = {}) : memory_(chunks) {}
    Chunked(const Chunked&) = delete;
    Chunked& operator=(const Chunked&) = delete;
    ~Chunked()
    {
        const std::size_t items = size_.load(std::memory_order_relaxed);
        for (std::size_t first = 0; first < items; first += kChunkItems)
            Chunks::drop(chunks_[first / kChunkItems]);
    }

    std::size_t size() const { return size_.load(std::memory_order_acquire); }
    bool empty() const { return size() == 0; }

    const T& operator[](std::size_t index) const { return chunks_[index / kChunkItems][index % kChunkItems]; }

    // Only the writer appends. Its limit is kChunkItems × kChunks items; full() tells before.
    std::size_t append(const T& item)
    {
        T* const next = place();
        if constexpr (std::is_trivially_copyable_v<T>)
            new (next) T(item);
        else
            *next = item;
        return commit();
    }

    // The same in two steps, for plain items that are made where they stay: the place of the next item, which nobody sees
    // before commit().
    T* place()
    {
        if (next_ == end_)
            beginChunk();
        prefetchBehind(next_);
        return next_;
    }
    std::size_t commit()
    {
        ++next_;
        const std::size_t index = size_.load(std::memory_order_relaxed);
        size_.store(index + 1, std::memory_order_release);
        return index;
    }

    bool full() const { return size() >= kChunkItems * kChunks; }

private:
    void beginChunk()
    {
        const std::size_t index = size_.load(std::memory_order_relaxed);
        TCPLAB_ASSURE(index < kChunkItems * kChunks);
        next_ = chunks_[index / kChunkItems] = memory_.make(kChunkItems);
        end_ = next_ + kChunkItems;
    }

    Chunks memory_;
    T* next_ = nullptr;  // the writer's place in the last chunk
    T* end_ = nullptr;
    std::array<T*, kChunks> chunks_;  // as many as are begun: to clear all would take as long as a short run
    std::atomic<std::size_t> size_{0};
};

// A Trace's large tables: up to 67 million items.
template <class T>
using TraceTable = Chunked<T, 8192, 8192, TraceChunks<T>>;

}  // namespace tcplab
