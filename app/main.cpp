#include "cli/program.h"

int main(int argc, char** argv) { return tcplab::runProgram(argc, argv); }
