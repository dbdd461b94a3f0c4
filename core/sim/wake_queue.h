// Who has to be woken when. Ties are broken by the order in which the wakes were asked for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/ring.h"
#include "base/time.h"

namespace tcplab {

// A tournament: the leaves of a binary tree are the sleepers' wakes, and each node above holds the earlier of its two. The two lie side
// by side: with thousands of sleepers most nodes are not in the processor's nearest cache. Wishes for the present instant, which links
// without a stage have, need no tree: they wait in line. Nor do a few sleepers: they are looked through.
class WakeQueue {
public:
    // At most 2^24.
    explicit WakeQueue(std::size_t sleepers)
    {
        TCPLAB_ASSURE(sleepers <= std::size_t{1} << kSleeperBits);
        while (leaves_ < sleepers)
            leaves_ *= 2;
        few_ = sleepers <= kFew ? sleepers : 0;
        nodes_.resize(2 * leaves_);
        inLine_.resize(sleepers);
    }

    // Sleeper wants to be woken at `at`, or not at all (kNever). The last wish counts.
    void schedule(std::size_t sleeper, Instant at)
    {
        if (sleeper == popped_) {
            popped_ = kNobody;
        } else if (nodes_[leaves_ + sleeper].at == kNever) {
            if (at == now_)
                return standInLine(sleeper);
            inLine_[sleeper] = 0;
            if (at == kNever)
                return;
        } else if (nodes_[leaves_ + sleeper].at == at) {
            return;
        }
        move(sleeper, at);
    }

    struct Wake {
        Instant at;
        std::size_t sleeper;
    };

    // The earliest wake; its sleeper has to ask again. Most do at once: the tree waits for that.
    std::optional<Wake> pop()
    {
        if (popped_ != kNobody)
            move(std::exchange(popped_, kNobody), kNever);
        while (!line_.empty() && inLine_[sleeperOf(line_.front())] != line_.front())
            line_.pop();  // another wish came since
        const Node& first = few_ > 0 ? *std::min_element(&nodes_[leaves_], &nodes_[leaves_] + few_) : nodes_[1];
        if (!line_.empty() && Node{now_, line_.front()} < first) {
            const std::size_t sleeper = sleeperOf(line_.pop());
            inLine_[sleeper] = 0;
            return Wake{now_, sleeper};
        }
        if (first.at == kNever)
            return std::nullopt;
        now_ = std::max(now_, first.at);
        popped_ = sleeperOf(first.key);
        return Wake{first.at, popped_};
    }

private:
    static constexpr std::size_t kNobody = SIZE_MAX;
    static constexpr int kSleeperBits = 24;
    static constexpr std::size_t kFew = 6;  // two hosts, one link and the lab's events are five

    struct Node {
        Instant at = kNever;
        std::uint64_t key = 0;  // the number of the wish, and behind it the sleeper: 2^40 wishes are months of running

        bool operator==(const Node&) const = default;
        bool operator<(const Node& other) const { return at < other.at || (at == other.at && key < other.key); }
    };

    static std::size_t sleeperOf(std::uint64_t key) { return key & ((std::size_t{1} << kSleeperBits) - 1); }
    std::uint64_t nextKey(std::size_t sleeper) { return ++wishes_ << kSleeperBits | sleeper; }

    void standInLine(std::size_t sleeper)
    {
        if (inLine_[sleeper] == 0)
            line_.push(inLine_[sleeper] = nextKey(sleeper));
    }

    void move(std::size_t sleeper, Instant at)
    {
        std::size_t node = leaves_ + sleeper;
        nodes_[node] = {at, nextKey(sleeper)};
        if (few_ > 0)
            return;
        while (node > 1) {
            const Node& earlier = std::min(nodes_[node & ~std::size_t{1}], nodes_[node | 1]);
            node /= 2;
            if (nodes_[node] == earlier)
                return;  // nothing changes above, either
            nodes_[node] = earlier;
        }
    }

    std::size_t few_ = 0;      // all sleepers, if they are few: then no node but theirs is used
    std::size_t leaves_ = 1;   // a power of two
    std::vector<Node> nodes_;  // 1 is the root, from leaves_ on the sleepers themselves
    std::uint64_t wishes_ = 0;
    Instant now_ = Instant::min();       // the latest wake so far
    Ring<std::uint64_t> line_;           // keys of wishes for now_, in order
    std::vector<std::uint64_t> inLine_;  // by sleeper: the key of its wish there; 0: none
    std::size_t popped_ = kNobody;       // sleeps for ever, and the nodes above do not know it yet
};

}  // namespace tcplab
