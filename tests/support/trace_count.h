#pragma once

#include "trace/trace.h"

namespace tcplab {

// How many events have this rule, of all or of those with this body.
inline std::size_t countOf(const Trace& trace, Rule rule)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < trace.size(); ++i)
        count += trace[i].rule == rule;
    return count;
}

template <class Body>
std::size_t countOf(const Trace& trace, Rule rule)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < trace.size(); ++i)
        count += std::holds_alternative<Body>(trace[i].body) && trace[i].rule == rule;
    return count;
}

}  // namespace tcplab
