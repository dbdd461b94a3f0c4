// Work of all kinds, whose counts the preset "trained" is laid out by: every lab of a folder, and long runs. None is one that
// tcplab_bench measures.
#include <filesystem>

#include <fmt/format.h>

#include "all_plugins.h"
#include "lab/lab_file.h"
#include "sim/run.h"
#include "workloads.h"

int main(int count, char** arguments)
{
    using namespace tcplab;
    if (count != 2) {
        fmt::print(stderr, "Usage: tcplab_training FOLDER-OF-LABS\n");
        return 2;
    }
    const Catalogue catalogue = allPlugins();
    for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
        if (entry.path().extension() != ".tcplab")
            continue;
        const auto lab = readLab(entry.path().string());
        if (!lab || !run(lab->lab, catalogue)) {
            fmt::print(stderr, "tcplab_training: {} does not run\n", entry.path().string());
            return 1;
        }
    }
    for (const int megabits : {10, 50, 200})
        for (const double loss : {0.0, 0.003, 0.02})
            bench::simulate({.megabits = megabits, .loss = loss, .seconds = 10});
    bench::simulate({.megabits = 40, .seconds = 10, .recorded = false});
    bench::simulate({.flows = 30, .megabits = 300, .seconds = 3});
    bench::dumbbell({.flows = 40, .megabits = 300, .milliseconds = 2000});
    bench::dumbbell({.flows = 400, .megabits = 300, .milliseconds = 1000});
    bench::transferInMemory(50'000'000);
    bench::openConnections(1000);
    return 0;
}
