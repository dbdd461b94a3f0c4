// Segments that arrived above a gap (RFC 9293 §3.10.7.4: "segments with higher beginning sequence numbers SHOULD
// be held for later processing"), and what SACK tells the peer of them (RFC 2018 §4, RFC 2883).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/seq_number.h"
#include "engine_tcp/octet_queue.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

class Reassembly {
public:
    // Keeps the text, all of which lies in the receive window above rcvNxt. What is known stays as it is.
    // Pieces that touch are joined. When `limit` octets (and what each piece costs) are full, the highest go.
    // Returns the first run of octets that were known before.
    std::optional<wire::SackBlock> keep(SeqNumber seq, const ArrivedText& text, std::size_t limit);

    // The first of what is kept that lies in [from, to).
    std::optional<wire::SackBlock> known(SeqNumber from, SeqNumber to) const;

    // Takes out the octets that follow rcvNxt without a gap, none when the first gap is still there, and puts them behind the queue.
    // How many they were.
    std::uint32_t take(SeqNumber rcvNxt, ReceiveQueue& queue);

    // The blocks to report, the one that changed last first; at most `room` of them.
    std::uint8_t blocks(std::array<wire::SackBlock, 4>& blocks, std::size_t room) const;

    bool empty() const { return pieces_.empty(); }
    std::size_t pieces() const { return pieces_.size(); }
    void clear();

    // Of the lowest piece, and behind the highest; while there are any.
    SeqNumber first() const { return pieces_.front().seq; }
    SeqNumber end() const { return pieces_.back().end(); }
    // Whether pieces are in order, apart from each other and counted; for the invariant checker.
    bool consistent() const;

private:
    struct Piece {
        SeqNumber seq;
        std::uint32_t changed = 0;  // when something was last added; the larger the later
        ReceiveQueue octets;
        SeqNumber end() const { return seq + static_cast<std::uint32_t>(octets.size()); }
    };

    std::vector<Piece> pieces_;  // in order, with gaps between
    std::size_t octets_ = 0;
    std::uint32_t changes_ = 0;
};

}  // namespace tcplab::engine_tcp
