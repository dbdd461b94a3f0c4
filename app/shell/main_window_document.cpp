// The window's dealings with its document: opening, saving, running, and what is shown of the run.
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QSet>

#include "capture/capture_file.h"
#include "capture/pcapng.h"
#include "forms/parameters_panel.h"
#include "language/language.h"
#include "script_run/player.h"
#include "shell/actions.h"
#include "shell/banner.h"
#include "shell/checks_panel.h"
#include "shell/edits_panel.h"
#include "shell/figure_export.h"
#include "shell/main_window.h"
#include "shell/shelf.h"
#include "shell/story_panel.h"
#include "views/code/code_view.h"
#include "views/graphs/window_graph.h"
#include "views/queues/queues_view.h"
#include "views/inspector/inspector_view.h"
#include "views/timeline/timeline_figure.h"
#include "views/timeline/timeline_view.h"

namespace tcplab {
namespace {

// Every plugin that the lab names and that is not loaded.
QStringList missingPlugins(const Lab& lab, const Catalogue& catalogue)
{
    QStringList missing;
    const auto look = [&](const PluginUse& use) {
        const QString id = QString::fromStdString(use.plugin);
        if (!catalogue.card(use.plugin) && !missing.contains(id))
            missing.append(id);
    };
    for (const LabHost& host : lab.hosts) {
        look(host.engine);
        for (const PluginUse& app : host.apps)
            look(app);
    }
    for (const LabLink& link : lab.links)
        for (const auto* stages : {&link.forward, &link.backward})
            for (const PluginUse& stage : *stages)
                look(stage);
    return missing;
}

}  // namespace

bool MainWindow::open(const QString& path)
{
    if (isCaptureName(path))
        return openCapture(path);
    if (isScriptName(path))
        return openScript(path);
    if (const auto opened = document_.open(path); !opened) {
        tellProblem(opened.error());
        preferences_.removeRecentFile(path);
        shelf_->setRecentFiles(preferences_.recentFiles());
        return false;
    }
    if (document_.origin() == Document::Origin::File)
        rememberFile(document_.path());
    return true;
}

bool MainWindow::openCapture(const QString& path)
{
    const auto capture = readCapture(path.toStdString());
    if (!capture) {
        tellProblem(capture.error());
        return false;
    }
    live_.stop();
    document_.showCapture(QFileInfo(path).absoluteFilePath());
    outcome_.reset();
    showRun(capture->trace, std::make_shared<const Exchange>(exchangeOf(*capture->trace)));
    if (!capture->warnings.empty())
        banner_->tell(Banner::Kind::Warning, [warning = capture->warnings.front()] { return told(warning); });
    else if (capture->leftOut > 0)
        banner_->tell(Banner::Kind::Information,
                      [leftOut = capture->leftOut] { return tr("%1 packets of the capture are not IPv4 and are left out.").arg(leftOut); });
    rememberFile(document_.path());
    emit settledNow();
    return true;
}

// A script is played, and what happened is shown as far as it went.
bool MainWindow::openScript(const QString& path)
{
    const auto result = script_run::playFile(path.toStdString(), plugins_.catalogue);
    if (!result || !result->trace) {
        tellProblem(result ? problemIn(path.toStdString(),
                                       {QT_TRANSLATE_NOOP("Sentence", "the script uses what has no meaning here: {0}"), result->sentence})
                           : result.error());
        return false;
    }
    live_.stop();
    document_.showCapture(QFileInfo(path).absoluteFilePath());
    outcome_.reset();
    showRun(result->trace, std::make_shared<const Exchange>(exchangeOf(*result->trace)));
    if (result->verdict == script_run::Verdict::Failed)
        banner_->tell(Banner::Kind::Warning, [line = result->place.line, why = result->sentence] {
            return tr("The script fails in line %1: %2").arg(line).arg(told(why));
        });
    rememberFile(document_.path());
    emit settledNow();
    return true;
}

void MainWindow::openWithDialog()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a lab or a capture"), QFileInfo(document_.path()).path(),
                                     tr("Labs, captures and scripts (*.tcplab *.pcap *.pcapng *.cap *.pkt);;All files (*)"));
    if (!path.isEmpty() && mayLeave())
        open(path);
}

// A changed lab of one's own is worth a question; a built-in one is there to be played with.
bool MainWindow::mayLeave()
{
    if (!document_.modified() || document_.origin() != Document::Origin::File)
        return true;
    QMessageBox box(QMessageBox::Question, tr("TCP Lab"),
                    tr("%1 has changes that are not saved.").arg(QFileInfo(document_.path()).fileName()), QMessageBox::NoButton, this);
    const auto* saving = box.addButton(tr("&Save"), QMessageBox::AcceptRole);
    const auto* discarding = box.addButton(tr("&Throw them away"), QMessageBox::DestructiveRole);
    box.setEscapeButton(box.addButton(tr("&Cancel"), QMessageBox::RejectRole));
    box.exec();
    return box.clickedButton() == discarding || (box.clickedButton() == saving && save());
}

bool MainWindow::save()
{
    if (document_.readOnly())
        return saveAs();
    if (document_.changedOnDisk()) {
        QMessageBox box(
            QMessageBox::Warning, tr("TCP Lab"),
            tr("Another program has changed %1 since it was opened. Replace what it wrote?").arg(QFileInfo(document_.path()).fileName()),
            QMessageBox::NoButton, this);
        const auto* replacing = box.addButton(tr("&Replace"), QMessageBox::DestructiveRole);
        box.setEscapeButton(box.addButton(tr("&Cancel"), QMessageBox::RejectRole));
        box.exec();
        if (box.clickedButton() != replacing)
            return false;
    }
    return saveTo(document_.path());
}

bool MainWindow::saveAs()
{
    const QString proposed =
        document_.readOnly() ? QString::fromStdString(document_.lab().id) + QStringLiteral(".tcplab") : document_.path();
    QString path = QFileDialog::getSaveFileName(this, tr("Save the lab"), proposed, tr("Labs (*.tcplab)"));
    if (path.isEmpty())
        return false;
    if (QFileInfo(path).suffix().isEmpty())
        path += QStringLiteral(".tcplab");
    return saveTo(path);
}

bool MainWindow::saveTo(const QString& path)
{
    if (const auto saved = document_.saveAs(path); !saved) {
        tellProblem(saved.error());
        return false;
    }
    rememberFile(document_.path());
    updateTitle();
    updateActions();
    return true;
}

void MainWindow::exportPicture()
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the timeline"), QString::fromStdString(document_.lab().id) + QStringLiteral(".svg"),
                                     tr("Pictures (*.svg *.pdf *.png)"));
    if (path.isEmpty())
        return;
    TimelineFigure figure{theme_, fonts_, timeline_->mode(), {}, selection_.selected(), {}};
    const QSizeF size(std::max(900, timeline_->width()),
                      std::max<double>(timeline_->height(), naturalTimelineHeight(*trace_, *exchange_, figure)));
    const auto drawn =
        savePicture(path, size, theme_, [&](QPainter& painter) { paintTimeline(painter, size, *trace_, *exchange_, figure); });
    if (!drawn)
        tellProblem(drawn.error());
}

void MainWindow::exportPackets()
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export the packets as the first host sees them"),
                                     QString::fromStdString(document_.lab().id) + QStringLiteral(".pcapng"), tr("Captures (*.pcapng)"));
    if (path.isEmpty())
        return;
    // A capture was made at one place already; of a run, the first host is that place.
    const HostId place = document_.origin() == Document::Origin::Capture ? HostId() : HostId(0);
    if (const auto saved = savePcapng(*trace_, place, path.toStdString()); !saved)
        tellProblem(saved.error());
}

void MainWindow::rememberFile(const QString& path)
{
    preferences_.addRecentFile(path);
    shelf_->setRecentFiles(preferences_.recentFiles());
    shelf_->setCurrent(path);
    recentMenu_->clear();
    int number = 1;
    for (const QString& file : preferences_.recentFiles())
        recentMenu_->addAction(QStringLiteral("&%1  %2").arg(number++).arg(QFileInfo(file).fileName()), this, [this, file] {
            if (mayLeave())
                open(file);
        });
}

void MainWindow::openNeighbour(int step)
{
    const auto& labs = builtInLabs();
    const auto here = std::find_if(labs.begin(), labs.end(), [this](const BuiltInLab& lab) { return lab.resource == document_.path(); });
    const auto next = here == labs.end() ? 0 : (here - labs.begin()) + step;
    if (next >= 0 && next < static_cast<std::ptrdiff_t>(labs.size()) && mayLeave())
        open(labs[static_cast<std::size_t>(next)].resource);
}

void MainWindow::documentChanged(Document::Change change)
{
    const Lab& lab = document_.lab();
    if (change == Document::Change::Opened) {
        if (document_.editable() && live_.running())
            live_.stop();
        banner_->hide();
        selection_.clear();
        outcome_.reset();
        shelf_->setCurrent(document_.path());
        selection_.setCursor(kStart);
        if (!document_.warnings().empty())
            banner_->tell(Banner::Kind::Warning, [warning = document_.warnings().front()] { return told(warning); });
        if (document_.hasLeftover())
            banner_->tell(Banner::Kind::Information,
                          [] { return tr("TCP Lab ended without closing this lab. Its last changes were kept."); },
                          {{[] { return tr("Restore them"); },
                            [this] {
                                if (const auto restored = document_.restoreLeftover(); !restored)
                                    tellProblem(restored.error());
                            }},
                           {[] { return tr("Throw them away"); }, [this] { document_.discardLeftover(); }}});
    }
    story_->show(lab);
    edits_->show(lab.edits, {});
    parameters_->show(lab, document_.editable());
    checks_->show(lab.checks, {});
    if (document_.editable())
        runner_.run(lab);
    else
        runner_.cancel();
    updateTitle();
    updateActions();
    updateStatus();
}

void MainWindow::runEnded(std::shared_ptr<const RunOutcome> outcome)
{
    const bool first = outcome_ == nullptr;
    const auto segment = first ? std::nullopt : timeline_->selectedSegment();
    const std::optional<SegmentPath> selected = segment ? std::optional(exchange_->segments.at(*segment)) : std::nullopt;
    outcome_ = outcome;
    showRun(outcome->trace, outcome->exchange);
    if (selected)
        selectAgain(*selected);
    else if (first && !exchange_->segments.empty())
        selection_.select(exchange_->segments.front().sent, exchange_->segments.front().leaves);
    if (first)
        lookAs(outcome->lab.view);
    edits_->show(outcome->lab.edits, outcome->editHits);
    checks_->show(outcome->lab.checks, outcome->verdicts);
    if (outcome->checkProblem)
        tellProblem(document_.located(*outcome->checkProblem));
    updateActions();
    updateStatus();
    emit settledNow();
}

// As the lab's author wants it to be seen first. What is in front gets the larger part of the height; whoever has arranged
// the window otherwise keeps that as long as the labs agree about what is in front.
void MainWindow::lookAs(const LabView& view)
{
    const auto until = view.until ? std::optional(kStart + *view.until) : std::nullopt;
    timeline_->fitUntil(until);
    graph_->showUntil(until);
    if (view.show == inFront_)
        return;
    inFront_ = view.show;
    QDockWidget* asked = dockOf(inFront_);
    if (asked)
        asked->show();
    QDockWidget* front = asked ? asked : graphDock_;
    front->raise();
    resizeDocks({front}, {height() * (asked ? 6 : 3) / 10}, Qt::Vertical);
}

QDockWidget* MainWindow::dockOf(const std::string& view) const
{
    if (view == "graphs")
        return graphDock_;
    return view == "queue" ? queuesDock_ : nullptr;
}

void MainWindow::runFailed(const Problem& problem)
{
    outcome_.reset();
    showRun(std::make_shared<const Trace>(), std::make_shared<const Exchange>());
    if (const QStringList missing = missingPlugins(document_.lab(), plugins_.catalogue); !missing.isEmpty())
        banner_->tell(Banner::Kind::Error,
                      [missing] { return tr("This lab needs plugins that are not loaded: %1.").arg(missing.join(QStringLiteral(", "))); },
                      {{[] { return tr("Show the plugins"); }, [this] { showPlugins(); }}});
    else
        tellProblem(document_.located(problem));
    updateActions();
    updateStatus();
    emit settledNow();
}

void MainWindow::showRun(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
{
    // Event ids belong to one Trace.
    selection_.clear();
    selection_.hover({});
    trace_ = std::move(trace);
    exchange_ = std::move(exchange);
    timeline_->show(trace_, exchange_);
    inspector_->show(trace_, exchange_);
    graph_->show(trace_, exchange_);
    queues_->show(trace_, exchange_);
    code_->show(trace_, exchange_);
    updateActions();
    updateStatus();
}

void MainWindow::watchLive(std::shared_ptr<const Trace> trace, const LiveOptions& options)
{
    document_.showCapture(QString::fromStdString(options.device));
    showRun(std::move(trace), std::make_shared<const Exchange>());
    banner_->tell(
        Banner::Kind::Information,
        [options] { return tr("Live: %1 on %2").arg(QString::fromStdString(options.address), QString::fromStdString(options.device)); },
        {{[] { return tr("Stop"); }, [this] { live_.stop(); }}});
    refreshLive();
}

// Event ids stay what they are while the Trace grows, so the selection stays too.
void MainWindow::refreshLive()
{
    constexpr int kRest = 3;  // at most a quarter of the time is spent on looking
    QElapsedTimer watch;
    watch.start();
    exchange_ = std::make_shared<const Exchange>(exchangeOf(*trace_));
    timeline_->show(trace_, exchange_);
    inspector_->show(trace_, exchange_);
    graph_->show(trace_, exchange_);
    queues_->show(trace_, exchange_);
    code_->show(trace_, exchange_);
    updateStatus();
    liveTimer_.setInterval(kRest * static_cast<int>(watch.elapsed()));
}

void MainWindow::liveStopped(const QString& problem)
{
    liveTimer_.stop();
    if (document_.origin() == Document::Origin::Capture)
        refreshLive();
    banner_->hide();
    if (!problem.isEmpty())
        banner_->tell(Banner::Kind::Error, [problem] { return problem; });
    updateActions();
}

// The same segment of another run: it left the same host at the same instant with the same number.
void MainWindow::selectAgain(const SegmentPath& before)
{
    for (const SegmentPath& segment : exchange_->segments)
        if (segment.from == before.from && segment.leaves == before.leaves && segment.relativeSeq == before.relativeSeq) {
            selection_.select(segment.sent, selection_.cursor());
            return;
        }
}

void MainWindow::lose(std::size_t segment)
{
    if (!outcome_ || !document_.editable() || exchange_->segments.at(segment).lost())
        return;
    document_.addEdit({LabEdit::Action::Lose, patternFor(*exchange_, *trace_, segment), true});
}

QString MainWindow::message() const { return banner_->isVisible() ? banner_->text() : QString(); }

void MainWindow::tellProblem(const Problem& problem)
{
    banner_->tell(Banner::Kind::Error, [problem] { return told(problem); });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayLeave()) {
        event->ignore();
        return;
    }
    document_.close();
    lookAs({});  // one lab's wish is not the person's arrangement
    preferences_.setWindow(saveGeometry(), saveState());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QString path = event->mimeData()->urls().value(0).toLocalFile();
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    if (mayLeave())
        open(path);
}

}  // namespace tcplab
