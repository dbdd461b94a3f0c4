// Segments that arrived above a gap (RFC 9293 §3.10.7.4: "segments with higher beginning sequence numbers SHOULD
// be held for later processing").
#pragma once

#include <vector>

#include "base/octets.h"
#include "base/seq_number.h"

namespace tcplab::engine_tcp {

class Reassembly {
public:
    // Keeps the octets, all of which lie in the receive window above rcvNxt. What is known stays as it is.
    // Pieces that touch are joined, so memory is bounded by the window whatever the peer sends.
    void keep(SeqNumber seq, OctetView octets);

    // The octets that follow rcvNxt without a gap, taken out; empty when the first gap is still there.
    Octets take(SeqNumber rcvNxt);

    bool empty() const { return pieces_.empty(); }
    void clear() { pieces_.clear(); }

private:
    struct Piece {
        SeqNumber seq;
        Octets octets;
        SeqNumber end() const { return seq + static_cast<std::uint32_t>(octets.size()); }
    };
    std::vector<Piece> pieces_;  // in order, with gaps between
};

}  // namespace tcplab::engine_tcp
