// Asks for an object's cache lines before they are used: with thousands of hosts and connections most are far from the processor, and
// each line that is waited for alone costs as much as hundreds of instructions.
#pragma once

#include <cstddef>

namespace tcplab {

inline void prefetch(const void* object, std::size_t octets)
{
    constexpr std::size_t kCacheLine = 64;
    const char* const from = static_cast<const char*>(object);
    for (std::size_t at = 0; at < octets; at += kCacheLine)
        __builtin_prefetch(from + at, 1);
}

template <class T>
void prefetch(const T* object)
{
    if (object)
        prefetch(object, sizeof(T));
}

// Of a long row that is being written: asks for what comes a while later. Any distance from three lines on does as well.
inline void prefetchBehind(const void* written)
{
    constexpr std::size_t kAhead = 1024;
    __builtin_prefetch(static_cast<const char*>(written) + kAhead, 1);
}

}  // namespace tcplab
