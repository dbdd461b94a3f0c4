#include "engine_tcp/reassembly.h"

#include <algorithm>

namespace tcplab::engine_tcp {
namespace {

// What a piece costs beside its octets: a peer that sends single octets with gaps must not eat the memory.
constexpr std::size_t kPieceCost = 2048;

}  // namespace

std::optional<wire::SackBlock> Reassembly::keep(SeqNumber seq, const ArrivedText& text, std::size_t limit)
{
    std::optional<wire::SackBlock> twice;
    if (text.octets.empty())
        return twice;
    const SeqNumber end = seq + static_cast<std::uint32_t>(text.octets.size());
    // Every piece that overlaps or touches the new text melts into one with it; old octets win where both are there.
    const auto first = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return piece.end() >= seq; });
    auto last = first;
    Piece joined{seq, ++changes_, {}};
    SeqNumber next = seq;  // of the text, behind what has been joined
    const auto add = [&](SeqNumber to) {
        if (next >= to)
            return;
        text.moveBehind(joined.octets, next.since(seq), to.since(seq));
        octets_ += to.since(next);
        next = to;
    };
    for (; last != pieces_.end() && last->seq <= end; ++last) {
        const SeqNumber from = later(last->seq, seq), to = earlier(last->end(), end);
        if (from < to && !twice)
            twice = wire::SackBlock{from, to};
        add(last->seq);
        joined.seq = earlier(joined.seq, last->seq);
        next = last->end();
        joined.octets.append(std::move(last->octets));
    }
    add(end);
    if (first == last) {
        pieces_.insert(first, std::move(joined));
    } else {
        *first = std::move(joined);
        pieces_.erase(std::next(first), last);
    }
    while (!pieces_.empty() && octets_ + kPieceCost * pieces_.size() > limit + kPieceCost) {
        octets_ -= pieces_.back().octets.size();
        pieces_.pop_back();
    }
    return twice;
}

std::optional<wire::SackBlock> Reassembly::known(SeqNumber from, SeqNumber to) const
{
    for (const Piece& piece : pieces_)
        if (later(piece.seq, from) < earlier(piece.end(), to))
            return wire::SackBlock{later(piece.seq, from), earlier(piece.end(), to)};
    return std::nullopt;
}

std::uint32_t Reassembly::take(SeqNumber rcvNxt, ReceiveQueue& queue)
{
    const auto above = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return piece.seq > rcvNxt; });
    std::uint32_t taken = 0;
    for (auto piece = pieces_.begin(); piece != above; ++piece) {
        octets_ -= piece->octets.size();
        if (piece->end() <= rcvNxt)
            continue;
        taken = piece->end().since(rcvNxt);
        piece->octets.drop(rcvNxt.since(piece->seq));
        queue.append(std::move(piece->octets));
    }
    pieces_.erase(pieces_.begin(), above);
    return taken;
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
        if (pieces_[i].octets.empty() || !pieces_[i].octets.consistent() || (i > 0 && pieces_[i].seq <= pieces_[i - 1].end()))
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
