#include "instructions.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tcplab::bench {

InstructionCounter::InstructionCounter()
{
    perf_event_attr wanted{};
    wanted.type = PERF_TYPE_HARDWARE;
    wanted.size = sizeof wanted;
    wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
    wanted.disabled = 1;
    wanted.exclude_kernel = 1;
    wanted.exclude_hv = 1;
    counter_ = static_cast<int>(syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
}

InstructionCounter::~InstructionCounter()
{
    if (counter_ >= 0)
        close(counter_);
}

void InstructionCounter::start()
{
    if (counter_ < 0)
        return;
    ioctl(counter_, PERF_EVENT_IOC_RESET, 0);
    ioctl(counter_, PERF_EVENT_IOC_ENABLE, 0);
}

std::optional<std::uint64_t> InstructionCounter::stop()
{
    std::uint64_t counted = 0;
    if (counter_ < 0)
        return std::nullopt;
    ioctl(counter_, PERF_EVENT_IOC_DISABLE, 0);
    if (read(counter_, &counted, sizeof counted) != sizeof counted || counted == 0)
        return std::nullopt;
    return counted;
}

}  // namespace tcplab::bench
