#include "engine_tcp/reassembly.h"

#include <algorithm>

namespace tcplab::engine_tcp {

void Reassembly::keep(SeqNumber seq, OctetView octets)
{
    if (octets.empty())
        return;
    // Every piece that overlaps or touches the new one melts into it; old octets win where both are there.
    auto first = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return piece.end() >= seq; });
    Piece joined{seq, Octets(octets.begin(), octets.end())};
    auto last = first;
    for (; last != pieces_.end() && last->seq <= joined.end(); ++last) {
        if (last->seq < joined.seq) {
            const std::size_t overlap = std::min<std::size_t>(last->end().since(joined.seq), joined.octets.size());
            last->octets.insert(last->octets.end(), joined.octets.begin() + static_cast<std::ptrdiff_t>(overlap), joined.octets.end());
            joined = std::move(*last);
        } else {
            const std::size_t at = last->seq.since(joined.seq);
            joined.octets.resize(std::max(joined.octets.size(), at + last->octets.size()));
            std::copy(last->octets.begin(), last->octets.end(), joined.octets.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    first = pieces_.erase(first, last);
    pieces_.insert(first, std::move(joined));
}

Octets Reassembly::take(SeqNumber rcvNxt)
{
    while (!pieces_.empty() && pieces_.front().end() <= rcvNxt)
        pieces_.erase(pieces_.begin());
    if (pieces_.empty() || pieces_.front().seq > rcvNxt)
        return {};
    Octets octets = std::move(pieces_.front().octets);
    octets.erase(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(rcvNxt.since(pieces_.front().seq)));
    pieces_.erase(pieces_.begin());
    return octets;
}

}  // namespace tcplab::engine_tcp
