// A table that only grows, whose items never move, and that one thread may read while another appends.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

#include "base/result.h"

namespace tcplab {

// One writer, any number of readers: an item below size() is complete and stays as it is.
template <class T, std::size_t kChunkItems = 4096, std::size_t kChunks = 16384>
class Chunked {
public:
    std::size_t size() const { return size_.load(std::memory_order_acquire); }
    bool empty() const { return size() == 0; }

    const T& operator[](std::size_t index) const { return chunks_[index / kChunkItems][index % kChunkItems]; }

    // The writer's only call. Its limit is kChunkItems × kChunks items; full() tells before.
    std::size_t append(T item)
    {
        const std::size_t index = size_.load(std::memory_order_relaxed);
        TCPLAB_ASSURE(index < kChunkItems * kChunks);
        auto& chunk = chunks_[index / kChunkItems];
        if (!chunk)
            chunk = std::unique_ptr<T[]>(new T[kChunkItems]);
        chunk[index % kChunkItems] = std::move(item);
        size_.store(index + 1, std::memory_order_release);
        return index;
    }

    bool full() const { return size() >= kChunkItems * kChunks; }

private:
    std::array<std::unique_ptr<T[]>, kChunks> chunks_{};
    std::atomic<std::size_t> size_{0};
};

}  // namespace tcplab
