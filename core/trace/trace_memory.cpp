#include "trace/trace_memory.h"

#include <mutex>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "base/result.h"

namespace tcplab {
namespace {

constexpr std::size_t kHugePage = 2u << 20;
constexpr std::size_t kCacheLine = 64;

void* freshRegion()
{
    void* region = ::operator new (TraceMemory::kRegionOctets, std::align_val_t{kHugePage});
#ifdef __linux__
    madvise(region, TraceMemory::kRegionOctets, MADV_HUGEPAGE);  // a wish: without it everything works, more slowly
#endif
    return region;
}

// Regions between two uses. Traces begin and end on several threads.
class Reserve {
public:
    void* take()
    {
        const std::lock_guard lock(mutex_);
        if (regions_.empty())
            return freshRegion();
        void* region = regions_.back();
        regions_.pop_back();
        return region;
    }

    void give(void* region)
    {
        const std::lock_guard lock(mutex_);
        if (regions_.size() < TraceMemory::kRegionsKept)
            regions_.push_back(region);
        else
            drop(region);
    }

private:
    static void drop(void* region) { ::operator delete (region, std::align_val_t{kHugePage}); }

    std::mutex mutex_;
    std::vector<void*> regions_;
};

// Never destroyed: a Trace may end after main() has.
Reserve& reserve()
{
    static Reserve& only = *new Reserve;
    return only;
}

}  // namespace

TraceMemory::~TraceMemory()
{
    // The first one last: it is the warmest when the next Trace asks.
    for (auto region = regions_.rbegin(); region != regions_.rend(); ++region)
        reserve().give(*region);
}

void* TraceMemory::take(std::size_t octets)
{
    const std::size_t rounded = (octets + kCacheLine - 1) / kCacheLine * kCacheLine;
    TCPLAB_ASSURE(rounded <= kRegionOctets);
    if (freeOctets_ < rounded) {
        regions_.push_back(reserve().take());
        free_ = static_cast<std::byte*>(regions_.back());
        freeOctets_ = kRegionOctets;
    }
    void* taken = free_;
    free_ += rounded;
    freeOctets_ -= rounded;
    return taken;
}

}  // namespace tcplab
