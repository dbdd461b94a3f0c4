// Texts as lab files: nothing crashes, and what is accepted is written so that it reads back to the same value.
#include "lab/lab_file.h"

using namespace tcplab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto file = parseLab({reinterpret_cast<const char*>(data), size}, "fuzz.tcplab");
    if (!file) {
        TCPLAB_ASSURE(!file.error().sentence.empty());
        return 0;
    }
    const std::string written = writeLab(file->lab);
    const auto again = parseLab(written, "fuzz.tcplab");
    TCPLAB_ASSURE(again.has_value());
    TCPLAB_ASSURE(again->lab == file->lab);
    TCPLAB_ASSURE(writeLab(again->lab) == written);
    return 0;
}
