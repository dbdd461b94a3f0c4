// A queue, first in, first out, in memory that it uses again: it allocates only when it is longer than ever before.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace tcplab {

// T can be made without arguments; what is taken out is made anew, so that it holds nothing any more.
template <class T>
class Ring {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    // For callers that know that there are so many.
    T& operator[](std::size_t index) { return places_[(begin_ + index) & mask_]; }
    const T& operator[](std::size_t index) const { return places_[(begin_ + index) & mask_]; }
    T& front() { return (*this)[0]; }
    const T& front() const { return (*this)[0]; }

    void push(T&& item)
    {
        if (size_ == mask_ + 1)
            grow();
        (*this)[size_++] = std::move(item);
    }
    void push(const T& item) { push(T(item)); }

    T pop()
    {
        T item = std::move(front());
        begin_ = --size_ == 0 ? 0 : (begin_ + 1) & mask_;  // an empty one begins where it was used last
        return item;
    }

private:
    void grow()
    {
        constexpr std::size_t kLeast = 8;
        std::vector<T> more(size_ == 0 ? kLeast : 2 * size_);  // a power of two
        for (std::size_t i = 0; i < size_; ++i)
            more[i] = std::move((*this)[i]);
        places_.swap(more);
        mask_ = places_.size() - 1;
        begin_ = 0;
    }

    std::vector<T> places_;
    std::size_t mask_ = SIZE_MAX;  // the number of places, a power of two, less one: a vector would divide to find it
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
};

}  // namespace tcplab
