// Words of a form.
#pragma once

#include "base/localized_text.h"
#include "base/sentence.h"

namespace tcplab {

// Words of ours, which are translated, or a card's, which has them in both languages.
struct FormText {
    Sentence own;
    LocalizedText card{};

    static FormText ours(Sentence sentence) { return {std::move(sentence)}; }
    static FormText named(std::string name) { return {Sentence::asItIs(std::move(name))}; }
    static FormText ofCard(const LocalizedText& text) { return {{}, text}; }
};

}  // namespace tcplab
