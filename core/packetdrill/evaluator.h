// The code of %{ … }%: the small part of Python that scripts use to judge what a connection says of itself.
//
// assert (with a message), print, assignments, comparison chains, and / or / not, arithmetic, bits, texts and "%" on
// them, abs, min, max, int and len. No loops, no functions of one's own, no indentation.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/sentence.h"

namespace tcplab::packetdrill {

class Evaluator {
public:
    Evaluator();
    ~Evaluator();
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;

    // What the connection says of itself: tcpi_snd_cwnd and the like.
    using Facts = std::map<std::string, std::int64_t, std::less<>>;

    enum class Verdict {
        Passed,
        Failed,        // an assertion does not hold
        UnknownName,   // `sentence` is the name
        NotUnderstood  // no Python, or more of it than is known here
    };
    struct Outcome {
        Verdict verdict = Verdict::Passed;
        Sentence sentence;    // what failed, with the values of the names in it
        std::string printed;  // lines, each with its end
    };

    // Variables that one block sets are there in the next; facts are those of this block and go before them.
    Outcome run(std::string_view code, const Facts& facts);

private:
    struct Variables;
    std::unique_ptr<Variables> variables_;
};

}  // namespace tcplab::packetdrill
