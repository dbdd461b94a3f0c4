// A script as a program in C.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app_script/calls.h"

namespace tcplab::app_script {

// Where the parts of one call of the script stand, from 1.
struct CallLines {
    std::uint16_t open = 0;  // the socket() (or epoll_create1()) that the call needs first; 0: it needs none
    std::uint16_t bind = 0;
    std::uint16_t call = 0;
};

class ProgramText {
public:
    explicit ProgramText(const std::vector<Call>& calls);

    const std::string& source() const { return source_; }
    const CallLines& lines(std::size_t call) const { return lines_[call]; }

private:
    std::string source_;
    std::vector<CallLines> lines_;
};

}  // namespace tcplab::app_script
