#include "cli/program.h"

#include <QApplication>
#include <QCoreApplication>
#include <QLoggingCategory>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "language/language.h"

namespace tcplab {
namespace {

// The headings and the sentences that CLI11 brings along; what it says of a wrong option stays in English.
void translateHelp(CLI::App& program)
{
    program.get_formatter()->label("Usage", words(QT_TRANSLATE_NOOP("Sentence", "Usage")));
    program.get_formatter()->label("Positionals", words(QT_TRANSLATE_NOOP("Sentence", "Positionals")));
    program.get_formatter()->label("REQUIRED", words(QT_TRANSLATE_NOOP("Sentence", "REQUIRED")));
    program.get_formatter()->label("OPTIONS", words(QT_TRANSLATE_NOOP("Sentence", "OPTIONS")));
    program.get_formatter()->label("SUBCOMMAND", words(QT_TRANSLATE_NOOP("Sentence", "COMMAND")));
    program.failure_message([](const CLI::App*, const CLI::Error& error) {
        return words({QT_TRANSLATE_NOOP("Sentence", "tcplab: {0}\nRun with --help for more information."), std::string(error.what())}) +
               "\n";
    });
    const auto translate = [](CLI::App& command) {
        command.set_help_flag("-h,--help", words(QT_TRANSLATE_NOOP("Sentence", "Print this help and leave")));
        for (CLI::Option* option : command.get_options())
            option->group(words(QT_TRANSLATE_NOOP("Sentence", "Options")));
    };
    translate(program);
    for (CLI::App* command : program.get_subcommands({})) {
        translate(*command);
        command->formatter(program.get_formatter());
        command->group(words(QT_TRANSLATE_NOOP("Sentence", "Commands")));
    }
}

bool hasDisplay() { return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY"); }

template <class Application>
int runIn(int argc, char** argv, const Request& request)
{
    Application application(argc, argv);
    setProgramLanguage(programLanguage());  // for the application, too
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
                Refusal{QT_TRANSLATE_NOOP("Sentence", "Opening the window"),
                        QT_TRANSLATE_NOOP("Sentence", "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"),
                        QT_TRANSLATE_NOOP(
                            "Sentence",
                            "Without one, \"tcplab run FILE\" prints a lab's timeline and \"tcplab render FILE -o OUT.png\" draws it.")});
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    // What a screen could do better is no news to somebody who wants a picture without one.
    if (qgetenv("QT_QPA_PLATFORM") == "offscreen")
        QLoggingCategory::setFilterRules(QStringLiteral("default.warning=false"));
    return runIn<QApplication>(argc, argv, request);
}

}  // namespace

int runProgram(int argc, char** argv)
{
    setProgramLanguage(systemLanguage());
    CLI::App program(words(QT_TRANSLATE_NOOP("Sentence", "TCP Lab: see, change and understand what TCP does")), "tcplab");
    program.set_version_flag("--version", "tcplab " TCPLAB_VERSION, words(QT_TRANSLATE_NOOP("Sentence", "Print the version and leave")));
    program.require_subcommand(0, 1);
    Request request;
    addWindowOptions(program, request);
    addRunCommand(program, request);
    addRenderCommand(program, request);
    addCheckCommand(program, request);
    addPktCommand(program, request);
    addLiveCommand(program, request);
    addPluginsCommand(program, request);
    translateHelp(program);
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
