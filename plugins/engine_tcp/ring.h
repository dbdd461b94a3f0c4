// A queue in one piece of memory, which an idle connection does not have.
#pragma once

#include <memory>
#include <utility>

#include "base/result.h"

namespace tcplab::engine_tcp {

// Elements are trivially copyable. Indices count from the front. A ring that was ever longer than a handshake needs keeps its
// memory: it will be as long again.
template <class T>
class Ring {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T& operator[](std::size_t index) { return elements_[(begin_ + index) & (capacity_ - 1)]; }
    const T& operator[](std::size_t index) const { return elements_[(begin_ + index) & (capacity_ - 1)]; }
    T& front() { return (*this)[0]; }
    const T& front() const { return (*this)[0]; }
    T& back() { return (*this)[size_ - 1]; }
    const T& back() const { return (*this)[size_ - 1]; }

    void pushBack(const T& element) { makeBack() = element; }

    // A new element behind the others, made where it stays.
    T& makeBack()
    {
        if (size_ == capacity_)
            grow();
        ++size_;
        return *new (&back()) T();
    }

    void popFront()
    {
        begin_ = (begin_ + 1) & (capacity_ - 1);
        if (--size_ == 0 && capacity_ == kFirst)
            clear();
    }

    // The element comes to stand at `index`; those from there on move up.
    void insert(std::size_t index, const T& element)
    {
        pushBack(element);
        for (std::size_t i = size_ - 1; i > index; --i)
            std::swap((*this)[i], (*this)[i - 1]);
    }

    void clear()
    {
        elements_.reset();
        begin_ = size_ = capacity_ = 0;
    }

private:
    static constexpr std::uint32_t kFirst = 4;

    void grow()
    {
        const std::uint32_t larger = capacity_ == 0 ? kFirst : 2 * capacity_;
        std::unique_ptr<T[]> elements(new T[larger]);
        for (std::uint32_t i = 0; i < size_; ++i)
            elements[i] = (*this)[i];
        elements_ = std::move(elements);
        capacity_ = larger;
        begin_ = 0;
    }

    std::unique_ptr<T[]> elements_;
    std::uint32_t begin_ = 0, size_ = 0, capacity_ = 0;  // the capacity is a power of two
};

}  // namespace tcplab::engine_tcp
