#include "engine_tcp/reassembly.h"

#include <algorithm>

namespace tcplab::engine_tcp {
namespace {

// What a piece costs beside its octets: a peer that sends single octets with gaps must not eat the memory.
constexpr std::size_t kPieceCost = 256;

}  // namespace

std::optional<wire::SackBlock> Reassembly::keep(SeqNumber seq, OctetView octets, std::size_t limit)
{
    std::optional<wire::SackBlock> twice;
    if (octets.empty())
        return twice;
    const SeqNumber end = seq + static_cast<std::uint32_t>(octets.size());
    // Every piece that overlaps or touches the new one melts into it; old octets win where both are there.
    auto first = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return piece.end() >= seq; });
    if (first != pieces_.end() && first->seq <= seq && (std::next(first) == pieces_.end() || std::next(first)->seq > end)) {
        // The usual case: more of what the last segment brought.
        const std::size_t known = std::min<std::size_t>(first->end().since(seq), octets.size());
        if (known > 0)
            twice = wire::SackBlock{seq, seq + static_cast<std::uint32_t>(known)};
        first->octets.insert(first->octets.end(), octets.begin() + static_cast<std::ptrdiff_t>(known), octets.end());
        first->changed = ++changes_;
        octets_ += octets.size() - known;
    } else {
        Piece joined{seq, ++changes_, Octets(octets.begin(), octets.end())};
        octets_ += octets.size();
        auto last = first;
        for (; last != pieces_.end() && last->seq <= end; ++last) {
            const SeqNumber from = later(last->seq, seq), to = earlier(last->end(), end);
            if (from < to && !twice)
                twice = wire::SackBlock{from, to};
            octets_ -= from < to ? to.since(from) : 0;
            if (last->seq < joined.seq) {
                const std::size_t overlap = std::min<std::size_t>(last->end().since(joined.seq), joined.octets.size());
                last->octets.insert(last->octets.end(), joined.octets.begin() + static_cast<std::ptrdiff_t>(overlap), joined.octets.end());
                joined.octets = std::move(last->octets);
                joined.seq = last->seq;
            } else {
                const std::size_t at = last->seq.since(joined.seq);
                joined.octets.resize(std::max(joined.octets.size(), at + last->octets.size()));
                std::copy(last->octets.begin(), last->octets.end(), joined.octets.begin() + static_cast<std::ptrdiff_t>(at));
            }
        }
        first = pieces_.erase(first, last);
        pieces_.insert(first, std::move(joined));
    }
    while (!pieces_.empty() && octets_ + kPieceCost * pieces_.size() > limit + kPieceCost)
        dropHighest();
    return twice;
}

std::optional<wire::SackBlock> Reassembly::known(SeqNumber from, SeqNumber to) const
{
    for (const Piece& piece : pieces_)
        if (later(piece.seq, from) < earlier(piece.end(), to))
            return wire::SackBlock{later(piece.seq, from), earlier(piece.end(), to)};
    return std::nullopt;
}

void Reassembly::dropHighest()
{
    octets_ -= pieces_.back().octets.size();
    pieces_.pop_back();
}

Octets Reassembly::take(SeqNumber rcvNxt)
{
    while (!pieces_.empty() && pieces_.front().end() <= rcvNxt) {
        octets_ -= pieces_.front().octets.size();
        pieces_.erase(pieces_.begin());
    }
    if (pieces_.empty() || pieces_.front().seq > rcvNxt)
        return {};
    Octets octets = std::move(pieces_.front().octets);
    octets_ -= octets.size();
    octets.erase(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(rcvNxt.since(pieces_.front().seq)));
    pieces_.erase(pieces_.begin());
    return octets;
}

void Reassembly::clear()
{
    std::vector<Piece>().swap(pieces_);
    octets_ = 0;
}

bool Reassembly::consistent() const
{
    std::size_t octets = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (pieces_[i].octets.empty() || (i > 0 && pieces_[i].seq <= pieces_[i - 1].end()))
            return false;
        octets += pieces_[i].octets.size();
    }
    return octets == octets_;
}

std::uint8_t Reassembly::blocks(std::array<wire::SackBlock, 4>& blocks, std::size_t room) const
{
    std::uint8_t count = 0;
    std::uint32_t below = UINT32_MAX;
    while (count < std::min(room, blocks.size())) {
        const Piece* latest = nullptr;
        for (const Piece& piece : pieces_)
            if (piece.changed < below && (!latest || piece.changed > latest->changed))
                latest = &piece;
        if (!latest)
            break;
        below = latest->changed;
        blocks[count++] = {latest->seq, latest->end()};
    }
    return count;
}

}  // namespace tcplab::engine_tcp
