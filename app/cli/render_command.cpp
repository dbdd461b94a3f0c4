// Pictures of the views without a display.
#include <QApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QTimer>

#include <CLI/CLI.hpp>

#include "base/words.h"
#include "capture/capture_file.h"
#include "cli/command.h"
#include "cli/picture_options.h"
#include "language/language.h"
#include "look/style.h"
#include "script_run/player.h"
#include "shell/figure_export.h"
#include "shell/main_window.h"
#include "views/code/code_view.h"
#include "views/graphs/window_graph.h"
#include "views/inspector/inspector_figure.h"
#include "views/queues/queues_figure.h"
#include "views/timeline/timeline_figure.h"

namespace tcplab {
namespace {

// What a figure is made from.
struct Run {
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const Exchange> exchange;
    std::optional<Instant> until;
};

Result<Run> runOf(const std::string& file)
{
    const QString path = QString::fromStdString(file);
    if (isCaptureName(path)) {
        const auto capture = readCapture(file);
        if (!capture)
            return tl::unexpected(capture.error());
        return Run{capture->trace, std::make_shared<const Exchange>(exchangeOf(*capture->trace)), {}};
    }
    const auto plugins = loadPlugins(pluginFolders());
    if (isScriptName(path)) {
        const auto played = script_run::playFile(file, plugins.catalogue);
        if (!played)
            return tl::unexpected(played.error());
        if (!played->trace)
            return tl::unexpected(
                problemIn(file, {QT_TRANSLATE_NOOP("Sentence", "the script uses what has no meaning here: {0}"), played->sentence}));
        return Run{played->trace, std::make_shared<const Exchange>(exchangeOf(*played->trace)), {}};
    }
    const Result<LabFile> read = findLab(path);
    if (!read)
        return tl::unexpected(read.error());
    const auto outcome = runAndAnalyse(read->lab, plugins.catalogue);
    if (!outcome)
        return tl::unexpected(located(outcome.error(), file, read->places));
    const auto until = read->lab.view.until ? std::optional(kStart + *read->lab.view.until) : std::nullopt;
    return Run{(*outcome)->trace, (*outcome)->exchange, until};
}

struct RenderCommand {
    std::string file;
    std::string view = "timeline";
    std::string out;
    std::size_t segment = 0;  // from 1; 0: none
    std::vector<std::string> readings;
    std::string at;  // "1.5 s"; empty: the view chooses
    PictureOptions picture;

    int operator()() const;

private:
    int drawCode(const Run& run, EventId event, const Theme& theme) const;
    int drawWindow() const;
    int save(const Theme& theme, const std::function<void(QPainter&)>& paint) const;
    Result<EventId> selected(const Exchange& exchange) const;
    Result<void> knowsReadings(const Trace& trace, ConnectionId end) const;
    Result<std::optional<Instant>> instantAsked() const;
};

int RenderCommand::operator()() const
{
    QApplication::setStyle(programStyle());
    setProgramLanguage(picture.languageName());
    if (view == "app")
        return drawWindow();
    const Result<Run> run = runOf(file);
    if (!run)
        return refuse(run.error());
    const Result<EventId> event = selected(*run->exchange);
    if (!event)
        return refuse(event.error());
    const Theme theme(picture.themeKind());
    const QSizeF size = picture.size();
    if (view == "timeline") {
        const TimelineFigure figure{theme, Fonts(), TimeMode::Compressed, run->until, *event, {}};
        return save(theme, [&](QPainter& painter) { paintTimeline(painter, size, *run->trace, *run->exchange, figure); });
    }
    if (view == "inspector") {
        // Something must be inspected: the first segment when none is named.
        const EventId inspected = event->valid() || run->exchange->segments.empty() ? *event : run->exchange->segments.front().sent;
        if (!inspected.valid())
            return refuse(problemIn(file, QT_TRANSLATE_NOOP("Sentence", "There is no segment to inspect.")));
        const InspectorFigure figure{theme, Fonts(14), inspected};
        return save(theme, [&](QPainter& painter) { paintInspector(painter, size, run->trace, *run->exchange, figure); });
    }
    if (view == "queue") {
        const Result<std::optional<Instant>> instant = instantAsked();
        if (!instant)
            return refuse(instant.error());
        const QueuesFigure figure{theme, Fonts(15), *instant, *event};
        return save(theme, [&](QPainter& painter) { paintQueues(painter, size, run->trace, run->exchange, figure); });
    }
    if (view == "code")
        return drawCode(*run, *event, theme);
    Selection selection;
    WindowGraph graph(selection);
    graph.setLook(theme, Fonts());
    graph.show(run->trace, run->exchange);
    graph.showUntil(run->until);
    if (const Result<void> known = knowsReadings(*run->trace, graph.end()); !known)
        return refuse(known.error());
    graph.showReadings({readings.begin(), readings.end()});
    return save(theme, [&](QPainter& painter) { graph.paintOn(painter, picture.size(), false); });
}

int RenderCommand::drawCode(const Run& run, EventId event, const Theme& theme) const
{
    const Result<std::optional<Instant>> instant = instantAsked();
    if (!instant)
        return refuse(instant.error());
    Selection selection;
    if (event.valid())
        selection.select(event, (*run.trace)[event].at);
    if (*instant)
        selection.setCursor(**instant);
    CodeView code(selection);
    code.setLook(theme, Fonts());
    code.show(run.trace, run.exchange);
    return save(theme, [&](QPainter& painter) { code.paintOn(painter, picture.size()); });
}

int RenderCommand::drawWindow() const
{
    const Plugins plugins = loadPlugins(pluginFolders());
    MainWindow window(plugins, Preferences(picture.themeKind(), picture.languageName()));
    window.resize(picture.size());
    window.show();
    const bool opened = window.open(QString::fromStdString(file));
    if (!opened)
        return refuse(problemAt({}, Sentence::asItIs(window.message().toStdString())));
    QEventLoop loop;
    if (!window.settled()) {
        QObject::connect(&window, &MainWindow::settledNow, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (const auto exchange = window.exchange(); segment > 0 && exchange) {
        const Result<EventId> event = selected(*exchange);
        if (!event)
            return refuse(event.error());
        window.selection().select(*event, exchange->segments[segment - 1].leaves);
    }
    QApplication::processEvents();
    return save(Theme(picture.themeKind()), [&](QPainter& painter) { window.render(&painter); });
}

int RenderCommand::save(const Theme& theme, const std::function<void(QPainter&)>& paint) const
{
    const QString path = QString::fromStdString(out);
    const auto saved = savePicture(path, picture.size(), theme, paint);
    if (saved)
        return kDone;
    say(described(saved.error()));
    return isPictureName(path) ? kRefused : kBadInput;
}

Result<EventId> RenderCommand::selected(const Exchange& exchange) const
{
    if (segment == 0)
        return EventId();
    if (segment > exchange.segments.size())
        return tl::unexpected(
            problemIn("--select", {QT_TRANSLATE_NOOP("Sentence", "The run has only {0} segments."), exchange.segments.size()}));
    return exchange.segments[segment - 1].sent;
}

Result<void> RenderCommand::knowsReadings(const Trace& trace, ConnectionId end) const
{
    std::vector<std::string> names;
    for (const ReadingId id : readingsOf(trace, end))
        names.push_back(trace.reading(id).name);
    for (const std::string& reading : readings)
        if (std::find(names.begin(), names.end(), reading) == names.end())
            return tl::unexpected(problemIn("--reading", {QT_TRANSLATE_NOOP("Sentence", "The congestion control measures no \"{0}\". {1}"),
                                                          reading, hint(reading, names)}));
    return {};
}

Result<std::optional<Instant>> RenderCommand::instantAsked() const
{
    if (at.empty())
        return std::nullopt;
    const auto since = parseDuration(at);
    if (!since || *since < Duration::zero())
        return tl::unexpected(problemIn("--at", {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no time, such as \"1.5 s\"."), at}));
    return kStart + *since;
}

}  // namespace

void addRenderCommand(CLI::App& program, Request& request)
{
    auto command = std::make_shared<RenderCommand>();
    CLI::App* render = program.add_subcommand(
        "render", words(QT_TRANSLATE_NOOP("Sentence", "Draw a view of a lab or a capture as PNG, SVG or PDF; needs no display")));
    render
        ->add_option("FILE", command->file,
                     words(QT_TRANSLATE_NOOP("Sentence", "A lab, a capture (.pcap, .pcapng), or the id of a built-in lab (B1)")))
        ->required();
    render
        ->add_option("--view", command->view,
                     words(QT_TRANSLATE_NOOP("Sentence", "timeline, graphs, queue, inspector, code, or app for the whole window")))
        ->check(CLI::IsMember({"timeline", "graphs", "queue", "inspector", "code", "app"}))
        ->capture_default_str();
    render
        ->add_option("-o,--output", command->out,
                     words(QT_TRANSLATE_NOOP("Sentence", "The picture's name; its end says the format: .png, .svg or .pdf")))
        ->required();
    render
        ->add_option("--select", command->segment,
                     words(QT_TRANSLATE_NOOP("Sentence", "Select the n-th segment, from 1, in order of sending")))
        ->check(CLI::PositiveNumber);
    render
        ->add_option(
            "--reading", command->readings,
            words(QT_TRANSLATE_NOOP("Sentence", "graphs: draw what the congestion control measures, by its name (w_max), repeatable")))
        ->allow_extra_args(false);
    render->add_option(
        "--at", command->at,
        words(QT_TRANSLATE_NOOP(
            "Sentence",
            "queue, code: the instant to show, such as \"1.5 s\"; without it, when most waits, and when the selected segment is sent")));
    command->picture.addTo(*render, "1200x800");
    render->callback([&request, command] { request = {Request::Surface::Drawing, [command] { return (*command)(); }}; });
}

}  // namespace tcplab
