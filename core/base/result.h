// The three kinds of wrong: bad input (Problem), the system's refusal (Refusal), our own mistake (assure).
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/sentence.h"

namespace tcplab {

// Bad input: where it is and what is wrong, as a sentence for a person.
struct Problem {
    std::string file;   // empty when the input is not a file
    int line = 0;       // from 1; 0 when there is no line to name
    int column = 0;     // from 1, in octets; 0 when unknown
    std::string path;   // JSON pointer into the lab ("/hosts/0/name"), empty when there is none
    Sentence sentence;  // complete, without the place

    friend bool operator==(const Problem&, const Problem&) = default;
};

inline Problem problemAt(std::string path, Sentence sentence) { return {{}, 0, 0, std::move(path), std::move(sentence)}; }
inline Problem problemIn(std::string file, Sentence sentence) { return {std::move(file), 0, 0, {}, std::move(sentence)}; }

// "file:line:column: sentence", leaving out what is unknown.
Sentence described(const Problem& problem);
std::string describe(const Problem& problem);  // in English

// The system said no: what was tried, what it answered, what helps.
struct Refusal {
    Sentence tried;
    Sentence answer;
    Sentence help;
};

template <class T>
using Result = tl::expected<T, Problem>;

[[noreturn]] void failAssurance(const char* condition, const char* file, int line);

}  // namespace tcplab

// Our own mistake. Stays on in every build.
#define TCPLAB_ASSURE(condition) (static_cast<bool>(condition) ? void(0) : ::tcplab::failAssurance(#condition, __FILE__, __LINE__))
