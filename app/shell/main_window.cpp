#include "shell/main_window.h"

#include <QApplication>
#include <QDockWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QStatusBar>
#include <QToolBar>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "base/json.h"
#include "forms/parameters_panel.h"
#include "language/language.h"
#include "look/format.h"
#include "look/style.h"
#include "shell/actions.h"
#include "shell/banner.h"
#include "shell/checks_panel.h"
#include "shell/edits_panel.h"
#include "shell/live_dialog.h"
#include "shell/plugins_dialog.h"
#include "shell/shelf.h"
#include "shell/story_panel.h"
#include "views/code/code_view.h"
#include "views/graphs/window_graph.h"
#include "views/inspector/inspector_view.h"
#include "views/queues/queues_view.h"
#include "views/timeline/timeline_view.h"

namespace tcplab {
namespace {

// The window's frame and docks in the theme's colours; everything else is the palette's.
QString windowStyle(const Theme& theme)
{
    return QStringLiteral(
               "QMainWindow::separator { background: %1; width: 1px; height: 1px; }"
               "QDockWidget::title { background: %2; padding: 5px 8px; border-bottom: 1px solid %1; }"
               "QToolBar { background: %2; border: none; border-bottom: 1px solid %1; spacing: 2px; padding: 3px 6px; }"
               "QMenuBar { background: %2; }"
               "QStatusBar { background: %2; border-top: 1px solid %1; }"
               "QStatusBar::item { border: none; }"
               "QTabBar::tab { padding: 5px 12px; }"
               "QTreeView::item, QListView::item { padding: 3px 2px; }"
               "QToolTip { border: 1px solid %1; padding: 3px; }")
               .arg(theme[Colour::Border].name(), theme[Colour::Panel].name()) +
           scrollBarStyle(theme);
}

// Before the first widget is made: until the program runs, Qt tells those that are there of no other font.
Fonts programFonts()
{
    Fonts fonts;
    QApplication::setFont(fonts.text());
    return fonts;
}

QDockWidget* dockFor(QWidget* widget, const char* name, QMainWindow* window)
{
    auto* dock = new QDockWidget(window);
    dock->setObjectName(QLatin1String(name));  // by which the arrangement is remembered
    dock->setWidget(widget);
    dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable);
    return dock;
}

}  // namespace

MainWindow::MainWindow(const Plugins& plugins, Preferences preferences, QWidget* parent)
    : QMainWindow(parent), plugins_(plugins), preferences_(std::move(preferences)), theme_(preferences_.theme()), fonts_(programFonts()),
      runner_(plugins.catalogue), live_(plugins.catalogue), actions_(new Actions(this)), banner_(new Banner),
      timeline_(new TimelineView(selection_)), inspector_(new InspectorView(selection_)), graph_(new WindowGraph(selection_)),
      queues_(new QueuesView(selection_)), code_(new CodeView(selection_)), shelf_(new Shelf), edits_(new EditsPanel),
      parameters_(new ParametersPanel(plugins.catalogue)), story_(new StoryPanel), checks_(new ChecksPanel), cursorTime_(new QLabel),
      runStatus_(new QLabel)
{
    setFont(fonts_.text());  // it is older than its fonts
    setProgramLanguage(preferences_.language());
    setWindowIcon(QIcon(QStringLiteral(":/org.tcplab.TcpLab.svg")));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(banner_);
    layout->addWidget(timeline_, 1);
    setCentralWidget(centre);

    makeDocks();
    makeMenus();
    connectActions();
    connectViews();
    applyTheme();
    retranslate();
    shelf_->setRecentFiles(preferences_.recentFiles());
    resize(1280, 800);
    if (!preferences_.geometry().isEmpty()) {
        restoreGeometry(preferences_.geometry());
        restoreState(preferences_.arrangement());
    }
    updateActions();
}

// The views look at the selection to their end, so they go before the members; and nobody tells this window of it.
MainWindow::~MainWindow()
{
    live_.stop();
    for (QObject* child : findChildren<QObject*>())
        child->disconnect(this);
    for (QObject* member : std::initializer_list<QObject*>{&document_, &document_.undoStack(), &selection_, &runner_, &live_, &liveTimer_})
        member->disconnect(this);
    delete takeCentralWidget();
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        delete dock;
}

void MainWindow::makeDocks()
{
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    shelfDock_ = dockFor(shelf_, "shelf", this);
    inspectorDock_ = dockFor(inspector_, "inspector", this);
    graphDock_ = dockFor(graph_, "graph", this);
    queuesDock_ = dockFor(queues_, "queues", this);
    codeDock_ = dockFor(code_, "code", this);
    storyDock_ = dockFor(story_, "story", this);
    editsDock_ = dockFor(edits_, "edits", this);
    checksDock_ = dockFor(checks_, "checks", this);
    parametersDock_ = dockFor(parameters_, "parameters", this);
    addDockWidget(Qt::LeftDockWidgetArea, shelfDock_);
    addDockWidget(Qt::BottomDockWidgetArea, graphDock_);
    tabifyDockWidget(graphDock_, queuesDock_);
    tabifyDockWidget(queuesDock_, codeDock_);
    addDockWidget(Qt::RightDockWidgetArea, inspectorDock_);
    addDockWidget(Qt::RightDockWidgetArea, storyDock_);
    tabifyDockWidget(storyDock_, editsDock_);
    tabifyDockWidget(editsDock_, checksDock_);
    // Their tabs are their titles.
    for (QDockWidget* dock : {graphDock_, queuesDock_, codeDock_, storyDock_, editsDock_, checksDock_})
        dock->setTitleBarWidget(new QWidget);
    graphDock_->raise();
    storyDock_->raise();
    // For whoever asks for it, where the inspector is.
    addDockWidget(Qt::RightDockWidgetArea, parametersDock_);
    tabifyDockWidget(inspectorDock_, parametersDock_);
    parametersDock_->hide();
}

// The first arrangement, before anybody has changed it: the timeline gets most, and the header's picture its whole width
// where there is room.
void MainWindow::arrangeDocks()
{
    const int wide = width();
    const int high = height();
    resizeDocks({shelfDock_, inspectorDock_}, {std::clamp(wide / 6, 190, 260), std::clamp(wide / 3, 380, 500)}, Qt::Horizontal);
    resizeDocks({inspectorDock_, storyDock_}, {high * 6 / 10, high * 3 / 10}, Qt::Vertical);
    resizeDocks({graphDock_}, {std::clamp(high * 3 / 10, 230, 320)}, Qt::Vertical);
}

void MainWindow::showEvent(QShowEvent* event)
{
    if (preferences_.arrangement().isEmpty() && !arranged_)
        arrangeDocks();
    arranged_ = true;
    QMainWindow::showEvent(event);
}

void MainWindow::makeMenus()
{
    const Actions& act = *actions_;
    const auto menu = [this](const char* title) {
        QMenu* made = menuBar()->addMenu(QString());
        menus_.emplace_back(made, title);
        return made;
    };
    QMenu* file = menu(QT_TR_NOOP("&File"));
    file->addAction(act[Act::Open]);
    recentMenu_ = file->addMenu(QString());
    menus_.emplace_back(recentMenu_, QT_TR_NOOP("Open &recent"));
    file->addSeparator();
    file->addActions({act[Act::Save], act[Act::SaveAs]});
    file->addSeparator();
    file->addActions({act[Act::ExportPicture], act[Act::ExportPackets]});
    file->addSeparator();
    file->addAction(act[Act::Quit]);

    QMenu* edit = menu(QT_TR_NOOP("&Edit"));
    edit->addActions({act[Act::Undo], act[Act::Redo]});
    edit->addSeparator();
    edit->addActions({act[Act::Lose], act[Act::ToggleEdit], act[Act::RemoveEdit]});
    edit->addSeparator();
    edit->addAction(act[Act::Parameters]);

    QMenu* view = menu(QT_TR_NOOP("&View"));
    view->addActions({act[Act::ZoomIn], act[Act::ZoomOut], act[Act::Fit], act[Act::ShowAll], act[Act::Fold]});
    view->addSeparator();
    panelsMenu_ = view->addMenu(QString());
    menus_.emplace_back(panelsMenu_, QT_TR_NOOP("&Panels"));
    int number = 1;
    for (QDockWidget* dock :
         {shelfDock_, inspectorDock_, graphDock_, storyDock_, editsDock_, checksDock_, queuesDock_, parametersDock_, codeDock_}) {
        dock->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(number++)));
        panelsMenu_->addAction(dock->toggleViewAction());
    }
    view->addSeparator();
    view->addActions({act[Act::DarkTheme], act[Act::OtherLanguage]});

    QMenu* labs = menu(QT_TR_NOOP("&Labs"));
    labs->addActions({act[Act::Search], act[Act::PreviousLab], act[Act::NextLab]});

    QMenu* network = menu(QT_TR_NOOP("&Network"));
    network->addActions({act[Act::Live], act[Act::StopLive]});

    QMenu* help = menu(QT_TR_NOOP("&Help"));
    help->addActions({act[Act::Plugins], act[Act::About]});

    QToolBar* bar = addToolBar(QString());
    bar->setObjectName(QStringLiteral("toolbar"));
    bar->setMovable(false);
    bar->setIconSize(QSize(20, 20));
    bar->addActions({act[Act::Open], act[Act::Save]});
    bar->addSeparator();
    bar->addActions({act[Act::Undo], act[Act::Redo], act[Act::Lose]});
    bar->addSeparator();
    bar->addActions({act[Act::PreviousLab], act[Act::NextLab]});
    bar->addSeparator();
    bar->addActions({act[Act::ZoomIn], act[Act::ZoomOut], act[Act::Fit], act[Act::Fold]});
    bar->addSeparator();
    bar->addAction(act[Act::Live]);
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addWidget(cursorTime_);
    bar->addSeparator();
    bar->addActions({act[Act::DarkTheme], act[Act::OtherLanguage]});
    statusBar()->addWidget(runStatus_, 1);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectActions()
{
    const Actions& act = *actions_;
    const auto on = [this, &act](Act which, auto slot) { connect(act[which], &QAction::triggered, this, slot); };
    on(Act::Open, [this] { openWithDialog(); });
    on(Act::Save, [this] { save(); });
    on(Act::SaveAs, [this] { saveAs(); });
    on(Act::ExportPicture, [this] { exportPicture(); });
    on(Act::ExportPackets, [this] { exportPackets(); });
    on(Act::Quit, [this] { close(); });
    on(Act::Undo, [this] { document_.undoStack().undo(); });
    on(Act::Redo, [this] { document_.undoStack().redo(); });
    on(Act::Lose, [this] {
        if (const auto segment = timeline_->selectedSegment())
            lose(*segment);
    });
    on(Act::ToggleEdit, [this] {
        if (const auto edit = edits_->current())
            document_.enableEdit(*edit, !document_.lab().edits.at(*edit).enabled);
    });
    on(Act::RemoveEdit, [this] {
        if (const auto edit = edits_->current())
            document_.removeEdit(*edit);
    });
    on(Act::Parameters, [this] { showParameters(); });
    constexpr double kZoomStep = 1.25;
    on(Act::ZoomIn, [this] { timeline_->zoomBy(kZoomStep); });
    on(Act::ZoomOut, [this] { timeline_->zoomBy(1 / kZoomStep); });
    on(Act::Fit, [this] { timeline_->fit(); });
    on(Act::ShowAll, [this] { timeline_->showAll(); });
    act[Act::Fold]->setChecked(timeline_->mode() == TimeMode::Compressed);
    on(Act::Fold, [this](bool folded) { timeline_->setMode(folded ? TimeMode::Compressed : TimeMode::True); });
    on(Act::DarkTheme, [this](bool dark) { setTheme(dark ? ThemeKind::Dark : ThemeKind::Light); });
    on(Act::OtherLanguage,
       [this] { setLanguage(preferences_.language() == QLatin1String("en") ? QStringLiteral("zh_CN") : QStringLiteral("en")); });
    on(Act::Search, [this] {
        shelfDock_->show();
        shelf_->focusSearch();
    });
    on(Act::PreviousLab, [this] { openNeighbour(-1); });
    on(Act::NextLab, [this] { openNeighbour(1); });
    on(Act::Live, [this] {
        if (!mayLeave())
            return;
        LiveDialog dialog(live_, preferences_, this);
        if (dialog.exec() == QDialog::Accepted)
            watchLive(dialog.trace(), dialog.options());
    });
    on(Act::StopLive, [this] { live_.stop(); });
    on(Act::Plugins, [this] { showPlugins(); });
    on(Act::About, [this] { showAbout(); });
}

void MainWindow::connectViews()
{
    connect(shelf_, &Shelf::chosen, this, [this](const QString& path) {
        if (mayLeave())
            open(path);
    });
    connect(timeline_, &TimelineView::loseRequested, this, &MainWindow::lose);
    connect(timeline_, &TimelineView::menuRequested, this, &MainWindow::showSegmentMenu);
    connect(timeline_, &TimelineView::headingActivated, this, [this](const Heading& heading) {
        if (const auto path = placeInLab(heading))
            showParameters(path);
    });
    connect(timeline_, &TimelineView::headingMenuRequested, this, &MainWindow::showHeadingMenu);
    connect(parameters_, &ParametersPanel::changed, &document_, &Document::replaceLab);
    connect(edits_, &EditsPanel::enableRequested, &document_, &Document::enableEdit);
    connect(edits_, &EditsPanel::removeRequested, &document_, &Document::removeEdit);
    connect(edits_, &EditsPanel::currentChanged, this, &MainWindow::updateActions);
    connect(&selection_, &Selection::selectionChanged, this, &MainWindow::updateActions);
    connect(&selection_, &Selection::cursorMoved, this, &MainWindow::updateStatus);
    connect(&live_, &LiveSession::grew, this, [this] {
        if (!liveTimer_.isActive())
            liveTimer_.start();
    });
    connect(&live_, &LiveSession::stopped, this, &MainWindow::liveStopped);
    liveTimer_.setSingleShot(true);
    connect(&liveTimer_, &QTimer::timeout, this, &MainWindow::refreshLive);
    connect(&document_, &Document::changed, this, &MainWindow::documentChanged);
    connect(&document_.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateActions);
    connect(&runner_, &Runner::started, this, &MainWindow::updateStatus);
    connect(&runner_, &Runner::finished, this, &MainWindow::runEnded);
    connect(&runner_, &Runner::failed, this, &MainWindow::runFailed);
}

void MainWindow::setLanguage(const QString& language)
{
    preferences_.setLanguage(language);
    setProgramLanguage(language);  // every widget gets a LanguageChange event, this one too
    retranslate();
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QMainWindow::changeEvent(event);
}

void MainWindow::retranslate()
{
    actions_->retranslate();
    for (const auto& [menu, title] : menus_)
        menu->setTitle(tr(title));
    shelfDock_->setWindowTitle(tr("Labs"));
    inspectorDock_->setWindowTitle(tr("Inspector"));
    graphDock_->setWindowTitle(tr("Windows over time"));
    queuesDock_->setWindowTitle(tr("Queues"));
    codeDock_->setWindowTitle(tr("Code"));
    storyDock_->setWindowTitle(tr("Story"));
    editsDock_->setWindowTitle(tr("Edits"));
    checksDock_->setWindowTitle(tr("Checks"));
    parametersDock_->setWindowTitle(tr("Parameters"));
    shelf_->setLanguage(preferences_.language());
    story_->setLanguage(preferences_.language());
    checks_->setLanguage(preferences_.language());
    updateTitle();
    updateStatus();
}

void MainWindow::setTheme(ThemeKind theme)
{
    preferences_.setTheme(theme);
    theme_ = Theme(theme);
    applyTheme();
}

void MainWindow::applyTheme()
{
    qApp->setPalette(theme_.palette());
    qApp->setStyleSheet(windowStyle(theme_));
    actions_->setTheme(theme_);
    (*actions_)[Act::DarkTheme]->setChecked(theme_.kind() == ThemeKind::Dark);
    banner_->setTheme(theme_);
    timeline_->setLook(theme_, fonts_);
    inspector_->setLook(theme_, fonts_);
    graph_->setLook(theme_, fonts_);
    queues_->setLook(theme_, fonts_);
    code_->setLook(theme_, fonts_);
    edits_->setTheme(theme_);
    parameters_->setTheme(theme_);
    story_->setTheme(theme_);
    checks_->setTheme(theme_);
    cursorTime_->setFont(fonts_.mono());
}

void MainWindow::updateTitle()
{
    const QString name = document_.displayName(preferences_.language());
    setWindowTitle(name.isEmpty() ? tr("TCP Lab") : tr("%1[*] – TCP Lab").arg(name));
    setWindowModified(document_.modified());
}

void MainWindow::updateStatus()
{
    if (!exchange_) {
        cursorTime_->clear();
        runStatus_->setText(runner_.running() ? tr("Running…") : QString());
        return;
    }
    const TimeScale scale(*exchange_);
    cursorTime_->setText(scale.text(selection_.cursor()) + QStringLiteral("  "));
    QString text =
        tr("%1 segments, %2 events in %3")
            .arg(groupedNumber(exchange_->segments.size()), groupedNumber(trace_->size()), durationText(exchange_->end - kStart));
    if (runner_.running())
        text = tr("Running…");
    else if (outcome_ && !outcome_->verdicts.empty()) {
        const auto passed = std::count_if(outcome_->verdicts.begin(), outcome_->verdicts.end(), [](const Verdict& v) { return v.passed; });
        text += QStringLiteral("   ·   ") + tr("%1 of %2 checks hold").arg(passed).arg(outcome_->verdicts.size());
    }
    runStatus_->setText(QStringLiteral(" ") + text);
}

void MainWindow::updateActions()
{
    const Actions& act = *actions_;
    const QUndoStack& undo = document_.undoStack();
    act[Act::Undo]->setEnabled(undo.canUndo());
    act[Act::Redo]->setEnabled(undo.canRedo());
    const auto segment = exchange_ ? timeline_->selectedSegment() : std::nullopt;
    act[Act::Lose]->setEnabled(outcome_ && document_.editable() && segment && !exchange_->segments.at(*segment).lost());
    const bool edit = edits_->current().has_value();
    act[Act::ToggleEdit]->setEnabled(edit);
    act[Act::RemoveEdit]->setEnabled(edit);
    act[Act::Save]->setEnabled(document_.editable() && (document_.modified() || document_.readOnly()));
    act[Act::SaveAs]->setEnabled(document_.editable());
    act[Act::Live]->setEnabled(!live_.running());
    act[Act::StopLive]->setEnabled(live_.running());
    act[Act::ExportPicture]->setEnabled(exchange_ != nullptr);
    act[Act::ExportPackets]->setEnabled(trace_ != nullptr);
}

void MainWindow::showSegmentMenu(std::optional<std::size_t> segment, QPoint global)
{
    QMenu menu;
    const Actions& act = *actions_;
    if (segment)
        menu.addAction(act[Act::Lose]);
    else
        menu.addActions({act[Act::ZoomIn], act[Act::ZoomOut], act[Act::Fit], act[Act::ShowAll], act[Act::Fold]});
    menu.addSeparator();
    menu.addActions({act[Act::Parameters], act[Act::ExportPicture]});
    menu.exec(global);
}

void MainWindow::showHeadingMenu(const Heading& heading, QPoint global)
{
    const auto path = placeInLab(heading);
    if (!path)
        return;
    QMenu menu;
    menu.addAction(heading.isLink() ? tr("&Parameters of the link…")
                                    : tr("&Parameters of %1…").arg(QString::fromStdString(trace_->host(heading.host).name)),
                   this, [this, path] { showParameters(path); });
    menu.exec(global);
}

void MainWindow::showParameters(const std::optional<std::string>& path)
{
    parametersDock_->show();
    parametersDock_->raise();
    parameters_->open(path.value_or(parameters_->place()));
}

// Nothing for what no lab has: hosts of a capture.
std::optional<std::string> MainWindow::placeInLab(const Heading& heading) const
{
    const Lab& lab = document_.lab();
    const auto nameOf = [this](HostId host) { return trace_->host(host).name; };
    if (!heading.isLink()) {
        const auto host =
            std::find_if(lab.hosts.begin(), lab.hosts.end(), [&](const LabHost& each) { return each.name == nameOf(heading.host); });
        return host == lab.hosts.end() ? std::nullopt
                                       : std::optional(jsonPointer("/hosts", static_cast<std::size_t>(host - lab.hosts.begin())));
    }
    const auto joins = [&](const LabLink& link) {
        const auto is = [&](const std::string& from, const std::string& to) { return link.from == from && link.to == to; };
        return is(nameOf(heading.host), nameOf(heading.peer)) || is(nameOf(heading.peer), nameOf(heading.host));
    };
    const auto link = std::find_if(lab.links.begin(), lab.links.end(), joins);
    return link == lab.links.end() ? std::nullopt
                                   : std::optional(jsonPointer("/links", static_cast<std::size_t>(link - lab.links.begin())));
}

void MainWindow::showPlugins() { PluginsDialog(plugins_.records, this).exec(); }

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About TCP Lab"),
                       tr("<p><b>TCP Lab %1</b></p><p>See, change and understand what TCP does.</p><p>Free software under the GNU General "
                          "Public License, version 3 or later.</p>")
                           .arg(QCoreApplication::applicationVersion()));
}

}  // namespace tcplab
