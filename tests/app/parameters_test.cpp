// The forms in the window: a value is changed, the run redraws, undo brings it back; by mouse, by keys, in both languages.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include "capture/pcapng.h"
#include "forms/field_row.h"
#include "forms/parameters_panel.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "views/timeline/timeline_view.h"

using namespace tcplab;

class ParametersTest : public QObject {
    Q_OBJECT

    Plugins plugins_;
    std::unique_ptr<MainWindow> window_;
    ParametersPanel* panel_ = nullptr;

    void openLab(const QString& path)
    {
        QSignalSpy settled(window_.get(), &MainWindow::settledNow);
        QVERIFY(window_->open(path));
        QVERIFY(window_->settled() || settled.wait(20'000));
    }

    void settle() { QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 20'000); }

    void type(const char* name, const QString& text)
    {
        auto* line = panel_->row(name)->findChild<QLineEdit*>();
        QVERIFY(line);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        settle();
    }

    // How long the first segment was under way.
    Duration oneWay() const
    {
        const SegmentPath& first = window_->exchange()->segments.front();
        return *first.ends - first.leaves;
    }

    void undo()
    {
        window_->actions()[Act::Undo]->trigger();
        settle();
    }

    QToolButton* button(const QString& text) const
    {
        for (QToolButton* each : panel_->findChildren<QToolButton*>())
            if (each->text() == text)
                return each;
        return nullptr;
    }

    void addFromMenu(const QString& title)
    {
        for (QAction* action : button(QStringLiteral("Add"))->menu()->actions())
            if (action->text() == title) {
                action->trigger();
                settle();
                return;
            }
        QFAIL("nothing of that name can be added");
    }

    QString notes() const
    {
        QStringList texts;
        for (const QLabel* label : panel_->findChildren<QLabel*>())
            if (label->isVisible())
                texts.append(label->text());
        return texts.join(u'\n');
    }

    QStringList treeTexts() const
    {
        QStringList texts;
        for (QTreeWidgetItemIterator it(panel_->findChild<QTreeWidget*>()); *it; ++it)
            texts.append((*it)->text(0));
        return texts;
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
        window_ = std::make_unique<MainWindow>(plugins_, Preferences(ThemeKind::Light, QStringLiteral("en")));
        window_->show();
        panel_ = window_->findChild<ParametersPanel*>();
        openLab(QStringLiteral("B1"));
    }

    void cleanup()
    {
        // To be looked at.
        if (window_ && qEnvironmentVariableIsSet("TCPLAB_KEEP_SHOT"))
            window_->grab().save(
                QStringLiteral("%1/%2.png").arg(qEnvironmentVariable("TCPLAB_KEEP_SHOT"), QLatin1String(QTest::currentTestFunction())));
        window_.reset();
    }

    void aDelayChangesTheRunAndUndoBringsItBack()
    {
        QVERIFY(!panel_->isVisible());
        window_->showParameters("/links/0/forward/0");
        QVERIFY(panel_->isVisible());
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("100 ms"));
        QCOMPARE(oneWay(), Duration(100ms));
        const std::uint64_t before = fingerprint(*window_->trace());

        type("delay", QStringLiteral("30 ms"));
        QCOMPARE(oneWay(), Duration(30ms));
        QVERIFY(window_->isWindowModified());
        QCOMPARE(window_->document().undoStack().count(), 1);
        QVERIFY(window_->document().undoStack().undoText().contains(QStringLiteral("One-way delay")) ||
                window_->document().undoStack().undoText().contains(QStringLiteral("Delay")));
        // The same once more is no step.
        type("delay", QStringLiteral("30ms"));
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("30 ms"));
        QCOMPARE(window_->document().undoStack().count(), 1);

        undo();
        QCOMPARE(fingerprint(*window_->trace()), before);
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("100 ms"));
        QVERIFY(!window_->isWindowModified());
        window_->actions()[Act::Redo]->trigger();
        settle();
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("30 ms"));
        QCOMPARE(oneWay(), Duration(30ms));
    }

    void whatWasChangedIsSaved()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mine.tcplab"));
        window_->showParameters("/links/0/forward/0");
        type("delay", QStringLiteral("30 ms"));
        // A built-in lab stays what it is.
        QVERIFY(window_->document().readOnly());
        const Lab changed = window_->document().lab();
        QVERIFY(window_->document().saveAs(path));
        openLab(QStringLiteral("B1"));
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("100 ms"));
        openLab(path);
        QVERIFY(window_->document().lab() == changed);
        QCOMPARE(oneWay(), Duration(30ms));
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("30 ms"));
    }

    void whatIsOutsideItsLimitsSaysSoAndIsNotTaken()
    {
        window_->showParameters("/links/0/forward/0");
        type("delay", QStringLiteral("2 h"));
        FieldRow* row = panel_->row("delay");
        QVERIFY2(row->complaint().contains(QStringLiteral("at most 1 h")), qPrintable(row->complaint()));
        QCOMPARE(row->text(), QStringLiteral("2 h"));  // to be mended
        QCOMPARE(oneWay(), Duration(100ms));
        QVERIFY(!window_->document().modified());
        QVERIFY(window_->message().isEmpty());
        // Mended, the complaint is gone; and Esc gives up.
        type("delay", QStringLiteral("300 ms"));
        QVERIFY(panel_->row("delay")->complaint().isEmpty());
        QCOMPARE(oneWay(), Duration(300ms));
        type("delay", QStringLiteral("never"));
        QVERIFY(!panel_->row("delay")->complaint().isEmpty());
        QTest::keyClick(panel_->row("delay")->findChild<QLineEdit*>(), Qt::Key_Escape);
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("300 ms"));
        QVERIFY(panel_->row("delay")->complaint().isEmpty());
    }

    void switchesAndChoicesAreSteps()
    {
        window_->showParameters("/hosts/0/engine");
        auto* sack = panel_->row("tcp_sack")->findChild<QCheckBox*>();
        QVERIFY(sack->isChecked());
        sack->click();
        settle();
        QVERIFY(window_->document().lab().hosts[0].engine.parameters.at("tcp_sack") == Value{false});
        QVERIFY(!window_->exchange()->segments.front().tcp->options.sackPermitted);
        // The way back is beside the field.
        auto* back = panel_->row("tcp_sack")->findChild<QToolButton*>();
        QVERIFY(back->isVisible());
        back->click();
        settle();
        QVERIFY(window_->document().lab().hosts[0].engine.parameters.empty());
        QVERIFY(!back->isVisible());

        auto* control = panel_->row("congestionControl")->findChild<QComboBox*>();
        control->setCurrentIndex(control->findData(QStringLiteral("cc_cubic")));
        emit control->activated(control->currentIndex());
        settle();
        QVERIFY(window_->document().lab().hosts[0].engine.parameters.at("congestionControl") == Value{std::string("cc_cubic")});
        QCOMPARE(window_->document().undoStack().count(), 3);
        for (int i = 0; i < 3; ++i)
            undo();
        QVERIFY(window_->document().lab().hosts[0].engine.parameters.empty());
        QVERIFY(sack->isChecked());
    }

    void aLongFormIsSearched()
    {
        window_->showParameters("/hosts/0/engine");
        auto* filter = panel_->findChild<QLineEdit*>(QStringLiteral("filter"));
        QVERIFY(filter->isVisible());
        filter->setText(QStringLiteral("initialRto"));
        QVERIFY(panel_->row("initialRto")->isVisible());
        QVERIFY(!panel_->row("tcp_sack")->isVisible());
        filter->setText(QStringLiteral("选择"));  // no title of the window's language
        QVERIFY(!panel_->row("initialRto")->isVisible());
        window_->showParameters("/links/0/forward/0");
        QVERIFY(!filter->isVisible());
        QVERIFY(panel_->row("delay")->isVisible());
    }

    void stagesProgramsAndEventsComeAndGo()
    {
        window_->showParameters("/links/0/forward");
        addFromMenu(QStringLiteral("Chosen losses"));
        QCOMPARE(panel_->place(), std::string("/links/0/forward/1"));
        QCOMPARE(window_->document().lab().links[0].forward.back().plugin, std::string("link_lose"));
        type("every", QStringLiteral("1"));
        QVERIFY(window_->exchange()->segments.front().lost());
        button(QStringLiteral("↑"))->click();
        settle();
        QCOMPARE(panel_->place(), std::string("/links/0/forward/0"));
        QCOMPARE(window_->document().lab().links[0].forward.front().plugin, std::string("link_lose"));
        QVERIFY(!button(QStringLiteral("↑"))->isEnabled());
        button(QStringLiteral("Remove"))->click();
        settle();
        QVERIFY(!window_->exchange()->segments.front().lost());
        QCOMPARE(window_->document().lab().links[0].forward.size(), std::size_t{1});

        window_->showParameters("/hosts/1/apps");
        addFromMenu(QStringLiteral("Echo, discard, chargen"));
        QCOMPARE(window_->document().lab().hosts[1].apps.back().plugin, std::string("app_services"));
        window_->showParameters("/events");
        addFromMenu(QStringLiteral("host crashes"));
        QCOMPARE(window_->document().lab().events.size(), std::size_t{1});
        QCOMPARE(panel_->place(), std::string("/events/0"));
        auto* what = panel_->row("do")->findChild<QComboBox*>();
        what->setCurrentIndex(what->findData(QStringLiteral("cut")));
        emit what->activated(what->currentIndex());
        settle();
        QVERIFY(panel_->row("link") && !panel_->row("host"));
        type("at", QStringLiteral("150 ms"));
        QVERIFY(window_->exchange()->segments.front().lost());
        while (window_->document().undoStack().canUndo())
            undo();
        QVERIFY(window_->document().lab() == readLabFile(window_->document().path()).value().lab);
    }

    void listsAreEditedAsText()
    {
        window_->showParameters("/hosts/0/apps/0/parameters/calls");
        auto* text = panel_->row("calls")->findChild<QPlainTextEdit*>();
        const QString before = text->toPlainText();
        QVERIFY(before.contains(QStringLiteral("\"connect\"")));
        text->setPlainText(QStringLiteral("[{\"call\": \"connect\", \"to\": \"server:80\"},\n {\"call\": \"fly\"}]"));
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY2(panel_->row("calls")->complaint().contains(QStringLiteral("Line 2, column 3")),
                 qPrintable(panel_->row("calls")->complaint()));
        text->setPlainText(QStringLiteral("[{\"call\": \"connect\", \"to\": \"server:80\"},\n {\"call\": \"close\"}]"));
        panel_->row("calls")->findChild<QPushButton*>()->click();
        settle();
        QVERIFY(panel_->row("calls")->complaint().isEmpty());
        QVERIFY(treeTexts().join(u'\n').contains(QStringLiteral("2: close")));
        QVERIFY(window_->exchange()->segments.size() > 3);
        undo();
        QCOMPARE(panel_->row("calls")->text(), before);
    }

    void theLanguageChangesWhileItIsOpen()
    {
        window_->showParameters("/links/0/forward/0");
        type("delay", QStringLiteral("30 ms"));
        const QStringList english = treeTexts();
        QVERIFY(english.contains(QStringLiteral("Host client: 10.0.0.1")));
        const QString label = panel_->row("delay")->label()->text();
        window_->actions()[Act::OtherLanguage]->trigger();
        QCoreApplication::processEvents();
        QVERIFY(treeTexts().contains(QStringLiteral("主机 client: 10.0.0.1")));
        QVERIFY(panel_->row("delay")->label()->text() != label);
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("30 ms"));
        QCOMPARE(panel_->place(), std::string("/links/0/forward/0"));
        type("delay", QStringLiteral("2 h"));
        QCOMPARE(panel_->row("delay")->complaint(), QStringLiteral("✖ delay 是 2 h，但至多为 1 h。"));
        window_->actions()[Act::OtherLanguage]->trigger();
        QCoreApplication::processEvents();
        QCOMPARE(treeTexts(), english);
        QCOMPARE(panel_->row("delay")->label()->text(), label);
    }

    void whatIsNowhereOpensTheLab()
    {
        for (const char* place : {"/hosts/7/engine", "/nowhere", "nowhere", ""}) {
            window_->showParameters(place);
            QCOMPARE(panel_->place(), std::string());
        }
    }

    // The places on the timeline that stand for a host and for the link.
    void theTimelineLeadsToTheForms()
    {
        auto* timeline = window_->findChild<TimelineView*>();
        const auto doubleClick = [&](double x) {
            QTest::mouseDClick(timeline->viewport(), Qt::LeftButton, {},
                               QPoint(static_cast<int>(x), static_cast<int>(timeline->scene().top / 2)));
        };
        const auto lifeline = [&](std::size_t host) { return timeline->scene().columns.hosts.at(host).lifeline; };
        doubleClick(lifeline(1));
        QVERIFY(panel_->isVisible());
        QCOMPARE(panel_->place(), std::string("/hosts/1"));
        doubleClick((lifeline(0) + lifeline(1)) / 2);
        QCOMPARE(panel_->place(), std::string("/links/0"));
        doubleClick(lifeline(0));
        QCOMPARE(panel_->place(), std::string("/hosts/0"));
        // Neither moves the time cursor nor changes what is selected.
        QVERIFY(window_->selection().selected() == window_->exchange()->segments.front().sent);
    }

    void keysAloneAreEnough()
    {
        window_->showParameters("/links/0/forward/0");
        window_->findChild<QDockWidget*>(QStringLiteral("parameters"))->close();
        QVERIFY(!panel_->isVisible());
        QTest::keyClick(window_.get(), Qt::Key_F4);
        QVERIFY(panel_->isVisible());
        auto* tree = panel_->findChild<QTreeWidget*>();
        QVERIFY(tree->hasFocus());
        QCOMPARE(tree->currentItem()->text(0), QStringLiteral("Delay: 100 ms"));
        // Delete in the tree removes the stage and loses no segment.
        QTest::keyClick(tree, Qt::Key_Delete);
        settle();
        QVERIFY(window_->document().lab().links[0].forward.empty());
        QVERIFY(window_->document().lab().edits.empty());
        QCOMPARE(panel_->place(), std::string("/links/0/forward"));
        QTest::keyClick(tree, Qt::Key_Delete);
        QVERIFY(window_->document().lab().edits.empty());
        // Ctrl+Z in a field with nothing of one's own to undo is the window's.
        window_->showParameters("/links/0/backward/0");
        type("delay", QStringLiteral("5 ms"));
        QCOMPARE(window_->document().undoStack().count(), 2);
        QTest::keyClick(panel_->row("delay")->findChild<QLineEdit*>(), Qt::Key_Z, Qt::ControlModifier);
        settle();
        QCOMPARE(window_->document().undoStack().index(), 1);
        QCOMPARE(panel_->row("delay")->text(), QStringLiteral("100 ms"));
    }

    void capturesHaveNoForms()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("b1.pcapng"));
        QVERIFY(savePcapng(*window_->trace(), HostId(0), path.toStdString()));
        window_->showParameters("/links/0/forward/0");
        openLab(path);
        QVERIFY(treeTexts().isEmpty());
        QVERIFY(!panel_->row("delay"));
        auto* timeline = window_->findChild<TimelineView*>();
        QTest::mouseDClick(timeline->viewport(), Qt::LeftButton, {},
                           QPoint(static_cast<int>(timeline->scene().columns.hosts.front().lifeline), 10));
        QVERIFY(!window_->document().modified());
        openLab(QStringLiteral("B1"));
        QVERIFY(!treeTexts().isEmpty());
    }

    void aPluginThatIsNotThereHasNoForm()
    {
        QTemporaryDir folder;
        for (const PluginRecord& record : plugins_.records)
            if (record.id != QLatin1String("link_delay"))
                QVERIFY(QFile::copy(record.file, folder.filePath(QFileInfo(record.file).fileName())));
        const Plugins some = loadPlugins({folder.path()});
        window_ = std::make_unique<MainWindow>(some, Preferences(ThemeKind::Light, QStringLiteral("en")));
        window_->show();
        panel_ = window_->findChild<ParametersPanel*>();
        openLab(QStringLiteral("B1"));
        window_->showParameters("/links/0/forward/0");
        QVERIFY(!panel_->row("delay"));
        QVERIFY(treeTexts().contains(QStringLiteral("link_delay")));
        QVERIFY(notes().contains(QStringLiteral("link_delay is not loaded")));
        // The stages go, and the lab runs.
        button(QStringLiteral("Remove"))->click();
        settle();
        window_->showParameters("/links/0/backward/0");
        button(QStringLiteral("Remove"))->click();
        settle();
        QTRY_VERIFY(window_->outcome() != nullptr);
        window_.reset();  // before the plugins go
    }
};

QTEST_MAIN(ParametersTest)
#include "parameters_test.moc"
