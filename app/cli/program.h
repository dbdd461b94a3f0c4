// The program from its arguments to its exit code.
#pragma once

namespace tcplab {

int runProgram(int argc, char** argv);

}  // namespace tcplab
