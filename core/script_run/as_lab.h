// A script that was played, as a lab that draws and runs like any other.
#pragma once

#include "lab/lab.h"
#include "script_run/player.h"

namespace tcplab::script_run {

struct ScriptedLab {
    Lab lab;
    std::vector<std::string> leftOut;  // calls for which a lab has no words, as they stand in the script
};

// Host "local" has the engine as the script set it up and makes the script's calls at the instants at which they were
// made; host "remote" is engine_scripted with the script's packets. `result` is of the same script.
ScriptedLab labOf(const packetdrill::Script& script, const PlayResult& result, const PlayOptions& options, const std::string& title);

}  // namespace tcplab::script_run
