// Scripts on disk.
#pragma once

#include "packetdrill/commands.h"
#include "packetdrill/parser.h"

namespace tcplab::script_run {

// A Problem names the file when it cannot be read, and line and column when it is no script.
Result<packetdrill::Script> readScript(const std::string& path, const packetdrill::ParseOptions& options);

// The set-ups that the script names: their paths are relative to the script's folder.
packetdrill::ShellFiles filesBeside(const std::string& path);

// For which names #ifdef holds: scripts tell what the standards want from what FreeBSD does.
std::vector<std::string> conditionsOf(const std::string& profile);

// A folder becomes all the .pkt files in it, at any depth, sorted; everything else stays as it is.
std::vector<std::string> scriptsIn(const std::string& path);

}  // namespace tcplab::script_run
