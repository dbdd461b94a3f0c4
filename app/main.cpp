#include "base/huge_pages.h"
#include "cli/program.h"

int main(int argc, char** argv)
{
    tcplab::askForHugePages(argv);
    return tcplab::runProgram(argc, argv);
}
