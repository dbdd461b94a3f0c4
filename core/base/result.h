// The three kinds of wrong: bad input (Problem), the system's refusal (Refusal), our own mistake (assure).
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace tcplab {

// Bad input: where it is and what is wrong, as a sentence for a person.
struct Problem {
    std::string file;      // empty when the input is not a file
    int line = 0;          // from 1; 0 when there is no line to name
    int column = 0;        // from 1, in octets; 0 when unknown
    std::string path;      // JSON pointer into the lab ("/hosts/0/name"), empty when there is none
    std::string sentence;  // English, complete, without the place

    friend bool operator==(const Problem&, const Problem&) = default;
};

// "file:line:column: sentence", leaving out what is unknown.
std::string describe(const Problem& problem);

// The system said no: what was tried, what it answered, what helps.
struct Refusal {
    std::string tried;
    std::string answer;
    std::string help;
};

template <class T>
using Result = tl::expected<T, Problem>;

[[noreturn]] void failAssurance(const char* condition, const char* file, int line);

}  // namespace tcplab

// Our own mistake. Stays on in every build.
#define TCPLAB_ASSURE(condition) (static_cast<bool>(condition) ? void(0) : ::tcplab::failAssurance(#condition, __FILE__, __LINE__))
