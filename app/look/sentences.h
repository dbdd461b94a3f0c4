// Events in words, in the language of the window.
#pragma once

#include <QString>

#include "analysis/exchange.h"
#include "analysis/explain.h"

namespace tcplab {

// Why it happened: the rule's sentence with its facts.
QString whySentence(const Explanation& explanation);

// "RFC 9293 §3.10.7.3"
QString ruleSource(Rule rule);

// What happened, in a few words: "client sends SYN seq=0", "server: LISTEN → SYN-RECEIVED".
QString eventText(const Trace& trace, const InitialNumbers& numbers, EventId event);

}  // namespace tcplab
