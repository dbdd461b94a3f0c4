// What the parts of the command line share. Machine-readable output goes to stdout, talk to stderr.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace CLI {
class App;
}

namespace tcplab {

// Exit codes of the program, a public promise.
constexpr int kDone = 0;
constexpr int kCheckFailed = 1;
constexpr int kBadInput = 2;  // usage or input
constexpr int kRefused = 3;   // the system said no

// What the command line asked for; runs once Qt's application object exists.
struct Request {
    // None: a QCoreApplication will do. Drawing: pictures, for which no display is needed. Window: a display is.
    enum class Surface { None, Drawing, Window };
    Surface surface = Surface::Window;
    std::function<int()> run;
};

// Each declares one command, which fills in the request when it was given.
void addRunCommand(CLI::App& program, Request& request);
void addCheckCommand(CLI::App& program, Request& request);
void addPktCommand(CLI::App& program, Request& request);
// What the program takes without a command: the window.
void addWindowOptions(CLI::App& program, Request& request);
void addRenderCommand(CLI::App& program, Request& request);
void addLiveCommand(CLI::App& program, Request& request);
void addPluginsCommand(CLI::App& program, Request& request);

// In the program's language.
std::string words(const Sentence& sentence);
// A line on stderr: "tcplab: …".
void say(const Sentence& line);
void warn(const Problem& problem);
// Tells the problem and answers kBadInput.
int refuse(const Problem& problem);
// The same for a system that said no: what was tried, the answer, what helps. Answers kRefused.
int refuse(const Refusal& refusal);

}  // namespace tcplab
