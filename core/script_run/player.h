// A packetdrill script played against an engine in virtual time: the same script, engine and seed give the same Trace.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/explain.h"
#include "packetdrill/commands.h"
#include "packetdrill/conversation.h"
#include "packetdrill/script.h"
#include "plugin/catalogue.h"
#include "packetdrill/config.h"
#include "trace/trace.h"

namespace tcplab::script_run {

struct PlayOptions {
    std::string engine = "engine_tcp";
    std::string profile = "linux";                         // the engine's parameter "profile", when it has one
    ValueMap parameters;                                   // of the engine; they go before what the script sets
    std::map<std::string, ValueMap> congestionControls{};  // the same for congestion controls, by their ids
    // Beyond what the language promises: checksums and the stream's octets are verified, and nothing that the stack
    // sent may be left unexplained at the end.
    bool strict = false;
    std::uint64_t seed = 1;
    packetdrill::ShellFiles files;  // for set-ups in files of their own; without it they cannot be read
};

enum class Verdict : std::uint8_t { Passed, Failed, NotApplicable };

struct PlayResult {
    Verdict verdict = Verdict::Passed;
    packetdrill::Place place;      // of the event that failed
    Sentence sentence;             // why it failed; the feature that has no meaning here
    std::string expected, actual;  // lines as in a script
    std::vector<packetdrill::Difference> differences;
    std::optional<Explanation> cause;  // the engine's reason for what it sent
    std::string story;                 // what happened so far, a line an event, with its instant
    std::string printed;               // by the script's code

    std::shared_ptr<const Trace> trace;                    // nullptr when the play never began
    std::vector<std::optional<packetdrill::Ports>> ports;  // of each packet, where the peer's is not the stack's own choice
    std::vector<std::optional<Instant>> instants;          // of the events, in their order: when they began or were heard
    packetdrill::Config config;
    ValueMap parameters;  // that the engine began with, as in a lab
    std::map<std::string, ValueMap> congestionControls;
};

// A Problem names line and column: an option that is not known, an engine that is not loaded.
Result<PlayResult> play(const packetdrill::Script& script, const Catalogue& catalogue, const PlayOptions& options);

// The same for a file; set-ups that it names are looked for beside it.
Result<PlayResult> playFile(const std::string& path, const Catalogue& catalogue, PlayOptions options = {});

// Says why something happened; the rules' sentences have a translation of their own.
using TellCause = std::function<std::string(const Explanation&)>;
std::string inEnglish(const Explanation& cause);

// The whole of it as a person reads it, with an end of line.
Sentence report(const PlayResult& result, const std::string& file, const TellCause& why = inEnglish);

}  // namespace tcplab::script_run
