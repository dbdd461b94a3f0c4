// Functions in two versions: for any processor, and for those with vectors of 32 octets. The results are the same.
#pragma once

namespace tcplab {

#if defined(__x86_64__)
// Marks the second version; it may be called only if processorIsWide().
#define TCPLAB_WIDE [[gnu::target("avx2")]]
inline bool processorIsWide() { return __builtin_cpu_supports("avx2"); }
#else
#define TCPLAB_WIDE
constexpr bool processorIsWide() { return false; }
#endif

}  // namespace tcplab
