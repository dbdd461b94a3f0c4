// Octets as capture files, through libpcap: nothing crashes, and what is read can be written and read again.
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>

#include "capture/capture_file.h"
#include "capture/pcapng.h"

using namespace tcplab;

namespace {

// A file in memory; libpcap reads only from files.
class MemoryFile {
public:
    MemoryFile(const void* data, std::size_t size) : file_(memfd_create("capture", 0))
    {
        TCPLAB_ASSURE(file_ >= 0 && write(file_, data, size) == static_cast<ssize_t>(size));
    }
    ~MemoryFile() { ::close(file_); }
    std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

private:
    int file_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const MemoryFile file(data, size);
    const auto capture = readCapture(file.path());
    if (!capture) {
        TCPLAB_ASSURE(!capture.error().sentence.empty());
        return 0;
    }
    for (std::size_t i = 0; i < capture->trace->size(); ++i)
        TCPLAB_ASSURE(i == 0 || (*capture->trace)[i - 1].at <= (*capture->trace)[i].at);
    return 0;
}
