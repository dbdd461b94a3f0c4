// The program without a command: the window, and its picture.
#include <QApplication>
#include <QFileInfo>
#include <QScreen>
#include <QTimer>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/picture_options.h"
#include "look/style.h"
#include "shell/main_window.h"

namespace tcplab {
namespace {

// A picture is taken when nothing has changed for so long (ms).
constexpr int kSettling = 300;

struct WindowCommand {
    std::string file;
    std::string shot;
    bool quit = false;
    PictureOptions picture;

    int operator()() const;

private:
    void takeShot(MainWindow& window, int& code) const;
};

int WindowCommand::operator()() const
{
    QApplication::setStyle(programStyle());
    const QString path = QString::fromStdString(file);
    if (!file.empty() && !QFileInfo::exists(path) && !builtInLab(path))
        return refuse(problemIn(file, QT_TRANSLATE_NOOP("Sentence", "There is no such file and no built-in lab of this name.")));
    const Plugins plugins = loadPlugins(pluginFolders());
    MainWindow window(plugins, shot.empty() ? Preferences::remembered() : Preferences(picture.themeKind(), picture.languageName()));
    if (!shot.empty())
        window.resize(picture.size());
    window.show();
    int code = kDone;
    const bool opened = window.open(path.isEmpty() ? QStringLiteral("B1") : path);
    // Without an exit code of its own a damaged file is a message in the window.
    if (!opened && quit)
        code = kBadInput;
    if (!shot.empty()) {
        const auto whenSettled = [this, &window, &code] {
            QTimer::singleShot(kSettling, &window, [this, &window, &code] { takeShot(window, code); });
        };
        if (window.settled())
            whenSettled();
        else
            QObject::connect(&window, &MainWindow::settledNow, &window, whenSettled, Qt::SingleShotConnection);
    } else if (quit) {
        QTimer::singleShot(0, qApp, &QCoreApplication::quit);
    }
    QApplication::exec();
    return code;
}

void WindowCommand::takeShot(MainWindow& window, int& code) const
{
    if (!window.grab().save(QString::fromStdString(shot), "PNG"))
        code = refuse(Refusal{{QT_TRANSLATE_NOOP("Sentence", "Writing the picture {0}"), shot},
                              QT_TRANSLATE_NOOP("Sentence", "the file cannot be written, or its name does not end with .png"),
                              {}});
    if (quit)
        QCoreApplication::quit();
}

}  // namespace

void addWindowOptions(CLI::App& program, Request& request)
{
    auto command = std::make_shared<WindowCommand>();
    program.add_option(
        "FILE", command->file,
        words(QT_TRANSLATE_NOOP("Sentence", "A lab (.tcplab), a capture (.pcap, .pcapng), or the id of a built-in lab (B1)")));
    program.add_option("--shot", command->shot,
                       words(QT_TRANSLATE_NOOP("Sentence", "Save a picture of the window as PNG once it has settled")));
    program.add_flag("--quit", command->quit, words(QT_TRANSLATE_NOOP("Sentence", "Leave after that")));
    command->picture.addTo(program, "1280x800");
    program.callback([&program, &request, command] {
        if (program.get_subcommands().empty())
            request = {command->shot.empty() ? Request::Surface::Window : Request::Surface::Drawing, [command] { return (*command)(); }};
    });
}

}  // namespace tcplab
