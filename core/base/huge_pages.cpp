#include "base/huge_pages.h"

#include <cstdlib>
#include <fstream>
#include <string>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define TCPLAB_MAY_ASK
#include <unistd.h>
#endif

namespace tcplab {

#ifdef TCPLAB_MAY_ASK
namespace {

constexpr const char* kTunables = "GLIBC_TUNABLES";

// Those who ask get them; the other answers are "always" and "never".
bool givenOnRequest()
{
    std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
    std::string answer;
    std::getline(file, answer);
    return answer.find("[madvise]") != std::string::npos;
}

}  // namespace

void askForHugePages(char** arguments)
{
    if (std::getenv(kTunables) || !givenOnRequest())
        return;
    setenv(kTunables, "glibc.malloc.hugetlb=1", 0);
    execv("/proc/self/exe", arguments);  // returns only when that cannot be done; then everything works, more slowly
}
#else
void askForHugePages(char**) {}
#endif

}  // namespace tcplab
