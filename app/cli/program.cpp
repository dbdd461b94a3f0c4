#include "cli/program.h"

#include <QApplication>
#include <QCoreApplication>

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace tcplab {
namespace {

bool hasDisplay() { return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY"); }

template <class Application>
int runIn(int argc, char** argv, const Request& request)
{
    Application application(argc, argv);
    return request.run();
}

int run(int argc, char** argv, const Request& request)
{
    QCoreApplication::setApplicationName(QStringLiteral("tcplab"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TCPLAB_VERSION));
    if (request.surface == Request::Surface::None)
        return runIn<QCoreApplication>(argc, argv, request);
    if (!hasDisplay() && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        if (request.surface == Request::Surface::Window)
            return refuse(
                Refusal{"opening the window", "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)",
                        "without one, \"tcplab run FILE\" prints a lab's timeline and \"tcplab render FILE -o OUT.png\" draws it"});
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    return runIn<QApplication>(argc, argv, request);
}

}  // namespace

int runProgram(int argc, char** argv)
{
    CLI::App program("TCP Lab: see, change and understand what TCP does", "tcplab");
    program.set_version_flag("--version", "tcplab " TCPLAB_VERSION);
    program.require_subcommand(0, 1);
    Request request;
    addWindowOptions(program, request);
    addRunCommand(program, request);
    addRenderCommand(program, request);
    addCheckCommand(program, request);
    addLiveCommand(program, request);
    addPluginsCommand(program, request);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? kDone : kBadInput;
    }
    if (!request.run)
        return kDone;
    return run(argc, argv, request);
}

}  // namespace tcplab
