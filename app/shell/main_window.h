// The window: one document, one run, one selection, and the views of them.
#pragma once

#include <QLabel>
#include <QMainWindow>

#include "document/document.h"
#include "look/fonts.h"
#include "selection/selection.h"
#include "session/plugin_loader.h"
#include "session/live_session.h"
#include "session/runner.h"
#include "shell/preferences.h"

namespace tcplab {

class Actions;
class Banner;
class ChecksPanel;
class EditsPanel;
class ParametersPanel;
class Shelf;
class StoryPanel;
class TimelineView;
class InspectorView;
class QueuesView;
class WindowGraph;
class CodeView;
struct Heading;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    // The plugins outlive the window.
    MainWindow(const Plugins& plugins, Preferences preferences, QWidget* parent = nullptr);
    ~MainWindow() override;

    // A lab, a built-in lab's id or a capture. False, and a message in the banner, when it cannot be opened.
    bool open(const QString& path);
    void setLanguage(const QString& language);
    void setTheme(ThemeKind theme);
    // Loses a segment of the exchange that is shown.
    void lose(std::size_t segment);
    // Opens the form of a part of the lab, by its JSON pointer: "/hosts/0". Nothing: where it was.
    void showParameters(const std::optional<std::string>& path = {});

    Document& document() { return document_; }
    Selection& selection() { return selection_; }
    const Preferences& preferences() const { return preferences_; }
    const Actions& actions() const { return *actions_; }
    // What is shown; nullptr before the first run has ended, and for captures.
    const RunOutcome* outcome() const { return outcome_.get(); }
    std::shared_ptr<const Trace> trace() const { return trace_; }
    std::shared_ptr<const Exchange> exchange() const { return exchange_; }
    // What the banner says; empty when it says nothing.
    QString message() const;
    // Shows the growing Trace of the live session. What was open is closed.
    void watchLive(std::shared_ptr<const Trace> trace, const LiveOptions& options);
    LiveSession& live() { return live_; }
    // Nothing is under way that would change the picture by itself.
    bool settled() const { return !runner_.running(); }

signals:
    void settledNow();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // Construction
    void makeDocks();
    void arrangeDocks();
    void makeMenus();
    void connectActions();
    void connectViews();
    void retranslate();
    void applyTheme();

    // Opening and saving
    void openWithDialog();
    bool openCapture(const QString& path);
    bool openScript(const QString& path);
    bool mayLeave();
    bool save();
    bool saveAs();
    bool saveTo(const QString& path);
    void exportPicture();
    void exportPackets();
    void rememberFile(const QString& path);
    void openNeighbour(int step);

    // The run and what is shown of it
    void documentChanged(Document::Change change);
    void runEnded(std::shared_ptr<const RunOutcome> outcome);
    void runFailed(const Problem& problem);
    void lookAs(const LabView& view);
    // The dock of a view by the name that labs use; none for the timeline, which is always there.
    QDockWidget* dockOf(const std::string& view) const;
    void showRun(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);
    void tellProblem(const Problem& problem);
    void selectAgain(const SegmentPath& before);
    void updateActions();
    void updateTitle();
    void updateStatus();
    void showSegmentMenu(std::optional<std::size_t> segment, QPoint global);
    void showHeadingMenu(const Heading& heading, QPoint global);
    std::optional<std::string> placeInLab(const Heading& heading) const;
    void refreshLive();
    void liveStopped(const QString& problem);
    void showPlugins();
    void showAbout();

    const Plugins& plugins_;
    Preferences preferences_;
    Theme theme_;
    Fonts fonts_;
    Document document_;
    Selection selection_;
    Runner runner_;
    LiveSession live_;
    QTimer liveTimer_;  // until the next look at a growing Trace

    std::shared_ptr<const RunOutcome> outcome_;
    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const Exchange> exchange_;

    Actions* actions_;
    Banner* banner_;
    TimelineView* timeline_;
    InspectorView* inspector_;
    WindowGraph* graph_;
    QueuesView* queues_;
    CodeView* code_;
    Shelf* shelf_;
    EditsPanel* edits_;
    ParametersPanel* parameters_;
    StoryPanel* story_;
    ChecksPanel* checks_;
    QDockWidget* shelfDock_;
    QDockWidget* inspectorDock_;
    QDockWidget* graphDock_;
    QDockWidget* queuesDock_;
    QDockWidget* codeDock_;
    QDockWidget* editsDock_;
    QDockWidget* storyDock_;
    QDockWidget* checksDock_;
    QDockWidget* parametersDock_;
    QMenu* recentMenu_;
    QMenu* panelsMenu_;
    std::vector<std::pair<QMenu*, const char*>> menus_;  // with their untranslated titles
    QLabel* cursorTime_;
    QLabel* runStatus_;
    bool arranged_ = false;
    std::string inFront_ = LabView().show;
};

}  // namespace tcplab
