// The window without a display: opening, losing a segment and taking it back, languages, themes, messages.
#include <QAbstractButton>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

#include "capture/pcapng.h"
#include "lab/lab_file.h"
#include "shell/actions.h"
#include "shell/checks_panel.h"
#include "shell/edits_panel.h"
#include "shell/live_dialog.h"
#include "shell/main_window.h"
#include "shell/plugins_dialog.h"
#include "shell/shelf.h"
#include "views/timeline/timeline_view.h"

using namespace tcplab;

class WindowTest : public QObject {
    Q_OBJECT

    Plugins plugins_;

    static std::unique_ptr<MainWindow> windowWith(const Plugins& plugins, const QString& language = QStringLiteral("en"))
    {
        auto window = std::make_unique<MainWindow>(plugins, Preferences(ThemeKind::Light, language));
        window->show();
        return window;
    }

    static bool openAndSettle(MainWindow& window, const QString& path)
    {
        QSignalSpy settled(&window, &MainWindow::settledNow);
        return window.open(path) && (window.settled() || settled.wait(20'000));
    }

    static void settle(MainWindow& window) { QTRY_VERIFY_WITH_TIMEOUT(window.settled(), 20'000); }

    static void selectSegment(MainWindow& window, std::size_t index)
    {
        const SegmentPath& segment = window.exchange()->segments.at(index);
        window.selection().select(segment.sent, segment.leaves);
    }

    static void write(const QString& path, const QByteArray& contents)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(contents);
    }

    // Presses this button of the question that the next step asks.
    static void answer(const QString& button)
    {
        QTimer::singleShot(100, qApp, [button] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box);
            for (QAbstractButton* each : box->buttons())
                if (each->text() == button)
                    return each->click();
            QFAIL("no such button");
        });
    }

    static QStringList menuTitles(const MainWindow& window)
    {
        QStringList titles;
        for (const QAction* action : window.menuBar()->actions())
            titles.append(action->text());
        return titles;
    }

    static void drop(MainWindow& window, const QString& path)
    {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(400, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &event);
    }

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        plugins_ = loadPlugins(pluginFolders());
    }

    void init()
    {
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/autosave")).removeRecursively();
    }

    void opensTheHandshake()
    {
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        QCOMPARE(window->exchange()->segments.size(), std::size_t{3});
        QVERIFY(window->message().isEmpty());
        QVERIFY(window->windowTitle().contains(QStringLiteral("Three-way handshake")));
        // Nothing is empty at the first look: the first segment is explained.
        QVERIFY(window->selection().selected() == window->exchange()->segments.front().sent);
        for (const Verdict& verdict : window->outcome()->verdicts)
            QVERIFY(verdict.passed);
    }

    void deleteLosesASegmentAndUndoBringsItBack()
    {
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        const std::uint64_t before = fingerprint(*window->trace());
        selectSegment(*window, 2);
        auto* timeline = window->findChild<TimelineView*>();
        const double zoom = timeline->zoom();
        timeline->setFocus();
        QTest::keyClick(timeline, Qt::Key_Delete);
        settle(*window);
        QVERIFY(fingerprint(*window->trace()) != before);
        QVERIFY(window->exchange()->segments.at(2).lost());
        QCOMPARE(window->outcome()->editHits, std::vector<std::uint64_t>{1});
        QCOMPARE(timeline->zoom(), zoom);
        // It is still the same segment that is selected, and it cannot be lost twice.
        QCOMPARE(timeline->selectedSegment(), std::optional<std::size_t>(2));
        QVERIFY(!window->actions()[Act::Lose]->isEnabled());
        QVERIFY(window->isWindowModified());

        window->actions()[Act::Undo]->trigger();
        settle(*window);
        QCOMPARE(fingerprint(*window->trace()), before);
        QVERIFY(!window->isWindowModified());
        window->actions()[Act::Redo]->trigger();
        settle(*window);
        QVERIFY(window->exchange()->segments.at(2).lost());
    }

    void editsAreListedSwitchedAndRemoved()
    {
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        const std::uint64_t before = fingerprint(*window->trace());
        window->lose(0);
        settle(*window);
        auto* edits = window->findChild<EditsPanel*>();
        emit edits->enableRequested(0, false);
        settle(*window);
        QCOMPARE(fingerprint(*window->trace()), before);
        QCOMPARE(window->document().lab().edits.size(), std::size_t{1});
        emit edits->enableRequested(0, true);
        settle(*window);
        QVERIFY(window->exchange()->segments.front().lost());
        emit edits->removeRequested(0);
        settle(*window);
        QCOMPARE(fingerprint(*window->trace()), before);
        QVERIFY(window->document().lab().edits.empty());
    }

    void everyActionHasAKeyAndAMenuEntry()
    {
        const auto window = windowWith(plugins_);
        QSet<QAction*> listed;
        QSet<QKeySequence> keys;
        for (const QMenu* menu : window->findChildren<QMenu*>())
            for (QAction* action : menu->actions())
                listed.insert(action);
        for (std::size_t i = 0; i < kActCount; ++i) {
            QAction* action = window->actions()[static_cast<Act>(i)];
            QVERIFY2(listed.contains(action), qPrintable(action->text()));
            QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
            QVERIFY2(!keys.contains(action->shortcut()), qPrintable(action->text()));
            keys.insert(action->shortcut());
        }
    }

    void theLanguageChangesThereAndBack()
    {
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        const QStringList english = menuTitles(*window);
        QVERIFY(english.contains(QStringLiteral("&File")));
        const auto dockTitle = [&] { return window->findChild<QDockWidget*>(QStringLiteral("inspector"))->windowTitle(); };
        window->actions()[Act::OtherLanguage]->trigger();
        const QStringList chinese = menuTitles(*window);
        QVERIFY(chinese.contains(QStringLiteral("文件(&F)")));
        QCOMPARE(chinese.size(), english.size());
        for (qsizetype i = 0; i < english.size(); ++i)
            QVERIFY(english.at(i) != chinese.at(i));
        QCOMPARE(dockTitle(), QStringLiteral("检查器"));
        QVERIFY(window->windowTitle().contains(QStringLiteral("三次握手")));
        QCOMPARE(window->preferences().language(), QStringLiteral("zh_CN"));
        window->actions()[Act::OtherLanguage]->trigger();
        QCOMPARE(menuTitles(*window), english);
        QCOMPARE(dockTitle(), QStringLiteral("Inspector"));
    }

    void theThemeChangesThereAndBack()
    {
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        const auto page = [&] { return window->grab().toImage().pixelColor(window->width() / 2, window->height() / 2).lightness(); };
        const QColor light = qApp->palette().color(QPalette::Window);
        QVERIFY(page() > 128);
        window->actions()[Act::DarkTheme]->trigger();
        QVERIFY(qApp->palette().color(QPalette::Window).lightness() < 100);
        QVERIFY(page() < 128);
        QCOMPARE(window->preferences().theme(), ThemeKind::Dark);
        window->actions()[Act::DarkTheme]->trigger();
        QCOMPARE(qApp->palette().color(QPalette::Window), light);
    }

    // Also of what was made before the program runs; the system's own may cut Chinese in two.
    void everyWordHasTheFontsOfTheProgram()
    {
        QApplication::setFont(QFont(QStringLiteral("DejaVu Serif")));
        const auto window = windowWith(plugins_, QStringLiteral("zh_CN"));
        const Fonts fonts;
        for (const QWidget* widget : window->findChildren<QWidget*>()) {
            const QStringList families = widget->font().families();
            QVERIFY2(families == fonts.text().families() || families == fonts.mono().families(), widget->metaObject()->className());
        }
        QVERIFY(window->menuBar()->font().families() == fonts.text().families());
    }

    void filesAreDroppedRememberedAndOpenedAgain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mine.tcplab"));
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        window->lose(1);
        settle(*window);
        const Lab saved = window->document().lab();
        QVERIFY(window->document().saveAs(path));
        QVERIFY(openAndSettle(*window, QStringLiteral("C1")));
        drop(*window, path);
        settle(*window);
        QVERIFY(window->document().lab() == saved);
        QCOMPARE(window->preferences().recentFiles(), QStringList{path});
        QVERIFY(window->windowTitle().contains(QStringLiteral("mine.tcplab")));
        // The newest comes first, once.
        const QString other = folder.filePath(QStringLiteral("other.tcplab"));
        QVERIFY(QFile::copy(path, other));
        drop(*window, other);
        settle(*window);
        drop(*window, path);
        settle(*window);
        QCOMPARE(window->preferences().recentFiles(), QStringList({path, other}));
        const auto* tree = window->findChild<Shelf*>()->findChild<QTreeWidget*>();
        QVERIFY(!tree->findItems(QStringLiteral("other.tcplab"), Qt::MatchExactly | Qt::MatchRecursive).isEmpty());
        // A file that is gone is told and forgotten.
        QVERIFY(QFile::remove(other));
        QVERIFY(!window->open(other));
        QVERIFY(window->message().contains(other));
        QCOMPARE(window->preferences().recentFiles(), QStringList{path});
    }

    void aDamagedFileIsToldWithItsPlace()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("damaged.tcplab"));
        write(path, "{\n  \"tcplab\": 1,\n  \"id\": 7\n}\n");
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        QVERIFY(!window->open(path));
        QVERIFY2(window->message().contains(path + QStringLiteral(":3:")), qPrintable(window->message()));
        QCOMPARE(window->document().lab().id, std::string("B1"));
        QVERIFY(openAndSettle(*window, QStringLiteral("B7")));
        QVERIFY(window->message().isEmpty());
    }

    void whatIsWrongIsToldInTheWindowsLanguage()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("damaged.tcplab"));
        write(path, "{\n  \"tcplab\": 1,\n  \"seed\": \"one\"\n}\n");
        const auto window = windowWith(plugins_, QStringLiteral("zh_CN"));
        QVERIFY(!window->open(path));
        QVERIFY2(window->message().endsWith(QStringLiteral(":3:3: \"seed\" 必须是整数，而不是文本。")), qPrintable(window->message()));
        // The sentence stays and changes its language.
        window->actions()[Act::OtherLanguage]->trigger();
        QCoreApplication::processEvents();
        QVERIFY2(window->message().endsWith(QStringLiteral("\"seed\" must be a whole number, not a text.")), qPrintable(window->message()));
    }

    void theVerdictsOfChecksAreInTheWindowsLanguage()
    {
        const auto window = windowWith(plugins_, QStringLiteral("zh_CN"));
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        const auto* checks = window->findChild<ChecksPanel*>();
        const auto details =
            checks->findItems(QStringLiteral("期望：客户端|期望：.*(CLOSED|报文段|返回)"), Qt::MatchRegularExpression | Qt::MatchRecursive);
        QVERIFY(!details.isEmpty());
    }

    // The view is how the author wants the lab to be seen first: it changes neither the lab nor its history.
    void aLabIsSeenAsItAsks()
    {
        const QTemporaryDir folder;
        const auto window = windowWith(plugins_);
        auto* timeline = window->findChild<TimelineView*>();
        const auto* graph = window->findChild<QDockWidget*>(QStringLiteral("graph"));
        QVERIFY(openAndSettle(*window, QStringLiteral("B7")));
        const int graphHeight = graph->height();
        QVERIFY(openAndSettle(*window, QStringLiteral("E8")));  // "show": "graphs"
        QCoreApplication::processEvents();
        QVERIFY2(graph->height() > graphHeight, qPrintable(QString::number(graph->height())));
        QVERIFY(openAndSettle(*window, QStringLiteral("B7")));
        QCoreApplication::processEvents();
        QVERIFY(graph->height() < window->height() / 2);

        // Only the first of B7's tries: it gets more room than when all of them are asked for.
        timeline->fit();
        const double whole = timeline->zoom();
        Lab lab = window->document().lab();
        lab.view.until = 500ms;
        const std::string json = writeLab(lab);
        const QString path = folder.filePath(QStringLiteral("until.tcplab"));
        write(path, QByteArray::fromStdString(json));
        QVERIFY(openAndSettle(*window, path));
        QVERIFY2(timeline->zoom() > whole, qPrintable(QString::number(timeline->zoom())));
        QVERIFY(!window->document().modified() && !window->document().undoStack().canUndo());
        timeline->fit();
        QCOMPARE(timeline->zoom(), whole);
    }

    void theLiveDialogRemembersItsFields()
    {
        LiveSession session(plugins_.catalogue);
        Preferences preferences(ThemeKind::Light, QStringLiteral("en"));
        {
            LiveDialog dialog(session, preferences);
            dialog.findChildren<QLineEdit*>().front()->setText(QStringLiteral("nosuch0"));
            dialog.show();
            QApplication::processEvents();
            const int field = dialog.findChildren<QLineEdit*>().front()->height();
            dialog.accept();  // refused, but what was written is kept
            QApplication::processEvents();
            QVERIFY(dialog.findChildren<QLineEdit*>().front()->height() >= field);  // why, has room of its own
        }
        QCOMPARE(LiveDialog(session, preferences).options().device, std::string("nosuch0"));
    }

    void everyKindOfPluginIsTranslated()
    {
        const auto window = windowWith(plugins_, QStringLiteral("zh_CN"));
        const PluginsDialog dialog(plugins_.records);
        const auto* table = dialog.findChild<QTreeWidget*>();
        QCOMPARE(static_cast<std::size_t>(table->topLevelItemCount()), plugins_.records.size());
        for (int i = 0; i < table->topLevelItemCount(); ++i)
            QVERIFY2(table->topLevelItem(i)->text(1) != plugins_.records[static_cast<std::size_t>(i)].kind,
                     qPrintable(table->topLevelItem(i)->text(1)));
    }

    void aMissingPluginIsNamed()
    {
        const QTemporaryDir folder;
        for (const PluginRecord& record : plugins_.records)
            if (record.id != QLatin1String("link_delay"))
                QVERIFY(QFile::copy(record.file, folder.filePath(QFileInfo(record.file).fileName())));
        const Plugins some = loadPlugins({folder.path()});
        QCOMPARE(some.records.size(), plugins_.records.size() - 1);
        const auto window = windowWith(some);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        QVERIFY2(window->message().contains(QStringLiteral("link_delay")), qPrintable(window->message()));
        QVERIFY(!window->message().contains(QStringLiteral("engine_tcp")));
        QVERIFY(window->outcome() == nullptr);
        QVERIFY(!window->actions()[Act::Lose]->isEnabled());
        window->grab();
    }

    void withoutAnyPluginTheWindowStands()
    {
        const Plugins none;
        const auto window = windowWith(none);
        QVERIFY(openAndSettle(*window, QStringLiteral("E8")));
        QVERIFY(window->message().contains(QStringLiteral("engine_tcp")));
        window->grab();
    }

    void capturesAreReadOnly()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("b1.pcapng"));
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        QVERIFY(savePcapng(*window->trace(), HostId(0), path.toStdString()));
        QVERIFY(openAndSettle(*window, path));
        QCOMPARE(window->exchange()->segments.size(), std::size_t{3});
        selectSegment(*window, 1);
        for (const Act act : {Act::Lose, Act::Save, Act::SaveAs, Act::Undo})
            QVERIFY(!window->actions()[act]->isEnabled());
        window->lose(1);
        QVERIFY(window->document().lab().edits.empty());
        write(folder.filePath(QStringLiteral("bad.pcap")), "no capture");
        QVERIFY(!window->open(folder.filePath(QStringLiteral("bad.pcap"))));
        QVERIFY(window->message().contains(QStringLiteral("bad.pcap")));
    }

    void changesOfAFileAreNotLostUnasked()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mine.tcplab"));
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        QVERIFY(window->document().saveAs(path));
        window->lose(1);
        settle(*window);
        const Lab changed = window->document().lab();
        answer(QStringLiteral("&Cancel"));
        QVERIFY(!window->close());
        QVERIFY(window->document().lab() == changed);
        // Another program writes; saving asks before it replaces that.
        write(path, "{}");
        answer(QStringLiteral("&Cancel"));
        window->actions()[Act::Save]->trigger();
        QVERIFY(window->document().modified());
        answer(QStringLiteral("&Replace"));
        window->actions()[Act::Save]->trigger();
        QVERIFY(!window->document().modified());
        QVERIFY(readLabFile(path).value().lab == changed);
        window->lose(0);
        settle(*window);
        answer(QStringLiteral("&Save"));
        QVERIFY(window->close());
        QCOMPARE(readLabFile(path).value().lab.edits.size(), std::size_t{2});
    }

    void labsAreWalkedThrough()
    {
        const auto window = windowWith(plugins_);
        QVERIFY(openAndSettle(*window, QStringLiteral("B1")));
        for (const BuiltInLab& lab : builtInLabs()) {
            QCOMPARE(QString::fromStdString(window->document().lab().id), lab.id);
            window->grab();
            window->actions()[Act::NextLab]->trigger();
            settle(*window);
        }
        // The last one has no next.
        QCOMPARE(QString::fromStdString(window->document().lab().id), builtInLabs().back().id);
    }

    void theShelfFinds()
    {
        Shelf shelf;
        auto* tree = shelf.findChild<QTreeWidget*>();
        const auto visible = [tree] {
            QStringList shown;
            for (QTreeWidgetItemIterator it(tree, QTreeWidgetItemIterator::NotHidden); *it; ++it)
                if ((*it)->parent() && !(*it)->parent()->isHidden())
                    shown.append((*it)->text(0).section(u' ', 0, 0));
            return shown;
        };
        QCOMPARE(visible().size(), static_cast<qsizetype>(builtInLabs().size()));
        auto* search = shelf.findChild<QLineEdit*>();
        search->setText(QStringLiteral("three-way HAND"));
        QCOMPARE(visible(), QStringList{QStringLiteral("B1")});
        search->setText(QStringLiteral("握手"));  // whatever the window's language
        QVERIFY(visible().contains(QStringLiteral("B1")));
        search->setText(QStringLiteral("no such lab"));
        QVERIFY(visible().isEmpty());
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
