// Where a Trace's events and octets lie: memory that only grows and is used again for the next Trace.
#pragma once

#include <cstddef>
#include <vector>

namespace tcplab {

// Fresh memory from the system costs several times what writing an event into it costs. So it is asked for in large
// regions (in huge pages where the system has them), and a Trace that ends leaves its regions to those that follow.
class TraceMemory {
public:
    static constexpr std::size_t kRegionOctets = 16u << 20;
    // What is kept for the next Traces of this program; the rest goes back to the system.
    static constexpr std::size_t kRegionsKept = 32;

    TraceMemory() = default;
    TraceMemory(const TraceMemory&) = delete;
    TraceMemory& operator=(const TraceMemory&) = delete;
    ~TraceMemory();

    // Aligned for every type, with whatever contents; at most kRegionOctets. Valid until this TraceMemory ends.
    void* take(std::size_t octets);
    // Octets so far.
    std::size_t taken() const { return regions_.size() * kRegionOctets - freeOctets_; }

private:
    std::vector<void*> regions_;
    std::byte* free_ = nullptr;  // unused rest of the last region
    std::size_t freeOctets_ = 0;
};

}  // namespace tcplab
