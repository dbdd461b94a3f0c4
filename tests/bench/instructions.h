// Counts the instructions that this thread executes outside the kernel.
#pragma once

#include <cstdint>
#include <optional>

namespace tcplab::bench {

class InstructionCounter {
public:
    InstructionCounter();
    InstructionCounter(const InstructionCounter&) = delete;
    InstructionCounter& operator=(const InstructionCounter&) = delete;
    ~InstructionCounter();

    void start();
    // Since start(). Nothing when the processor's counter is not to be had: in most virtual machines.
    std::optional<std::uint64_t> stop();

private:
    int counter_ = -1;
};

}  // namespace tcplab::bench
