// Items under numbers that are given out one after the other, found without a search.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace tcplab {

// Items, which may be made empty, keep their place until they are erased. A page of numbers that are all gone costs a pointer, so a number
// need not be given out again.
template <class T>
class NumberTable {
public:
    // nullptr when there is none.
    T* find(std::uint32_t number)
    {
        if (number == lastNumber_)
            return last_;
        Page* page = number / kPage < pages_.size() ? pages_[number / kPage].get() : nullptr;
        if (!page || !(page->present & bit(number)))
            return nullptr;
        lastNumber_ = number;
        return last_ = &page->items[number % kPage];
    }
    const T* find(std::uint32_t number) const { return const_cast<NumberTable*>(this)->find(number); }

    // In place of what was under this number.
    T& add(std::uint32_t number, T item = {})
    {
        if (number / kPage >= pages_.size())
            pages_.resize(number / kPage + 1);
        std::unique_ptr<Page>& page = pages_[number / kPage];
        if (!page)
            page = std::make_unique<Page>();
        page->present |= bit(number);
        return page->items[number % kPage] = std::move(item);
    }

    void erase(std::uint32_t number)
    {
        if (!find(number))
            return;
        std::unique_ptr<Page>& page = pages_[number / kPage];
        page->items[number % kPage] = {};
        page->present &= ~bit(number);
        lastNumber_ = kNone, last_ = nullptr;
        if (page->present == 0)
            page.reset();
    }

    // visit(number, item), in ascending order.
    template <class Visit>
    void forEach(Visit&& visit) const
    {
        for (std::size_t i = 0; i < pages_.size() * kPage; ++i)
            if (const auto number = static_cast<std::uint32_t>(i); const T* item = find(number))
                visit(number, *item);
    }

private:
    static constexpr std::uint32_t kPage = 4;  // most hosts have one or two sockets, and items may be large
    static constexpr std::uint32_t bit(std::uint32_t number) { return 1u << number % kPage; }

    struct Page {
        std::array<T, kPage> items;
        std::uint32_t present = 0;  // a bit for each
    };

    static constexpr std::uint32_t kNone = UINT32_MAX;

    std::vector<std::unique_ptr<Page>> pages_;
    std::uint32_t lastNumber_ = kNone;  // that was found last: mostly it is asked for again
    T* last_ = nullptr;
};

}  // namespace tcplab
