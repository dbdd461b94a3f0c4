// The open lab: undo as exchange, atomic saving, autosave, what is told about files that cannot be read.
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "document/document.h"

using namespace tcplab;

class DocumentTest : public QObject {
    Q_OBJECT

    static LabEdit loseSyn()
    {
        LabEdit edit;
        edit.segment.from = "client";
        edit.segment.to = "server";
        edit.segment.flags = wire::TcpFlags(wire::TcpFlags::kSyn);
        return edit;
    }

    static void write(const QString& path, const QByteArray& contents)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(contents);
    }

    static QByteArray read(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    // B1 as a file of one's own.
    static QString savedB1(const QTemporaryDir& folder)
    {
        Document document;
        const QString path = folder.filePath(QStringLiteral("mine.tcplab"));
        return document.open(QStringLiteral("B1")) && document.saveAs(path) ? path : QString();
    }

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void init()
    {
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/autosave")).removeRecursively();
    }

    // Its story does not claim that somebody saw these packets on a network.
    void aPlayedScriptIsNoCapture()
    {
        Document document;
        document.showCapture(QStringLiteral("x.pkt"));
        QVERIFY(document.readOnly());
        QVERIFY(document.lab().story.en.find("script") != std::string::npos);
        document.showCapture(QStringLiteral("x.pcap"));
        QVERIFY(document.lab().story.en.find("network") != std::string::npos);
    }

    void builtInLabsAreReadOnly()
    {
        Document document;
        QVERIFY(document.open(QStringLiteral("b1")));
        QCOMPARE(document.origin(), Document::Origin::BuiltIn);
        QVERIFY(document.readOnly());
        QVERIFY(document.editable());
        QCOMPARE(document.displayName(QStringLiteral("en")), QStringLiteral("B1 Three-way handshake"));
        QVERIFY(document.displayName(QStringLiteral("zh_CN")).contains(QStringLiteral("三次握手")));
    }

    void undoBringsBackWhatWas()
    {
        Document document;
        QVERIFY(document.open(QStringLiteral("B1")));
        const Lab before = document.lab();
        QSignalSpy changed(&document, &Document::changed);
        document.addEdit(loseSyn());
        QCOMPARE(document.lab().edits.size(), before.edits.size() + 1);
        QVERIFY(document.modified());
        document.enableEdit(before.edits.size(), false);
        QVERIFY(!document.lab().edits.back().enabled);
        document.removeEdit(before.edits.size());
        QVERIFY(document.lab() == before);
        QCOMPARE(changed.size(), 3);
        document.undoStack().undo();
        document.undoStack().undo();
        QVERIFY(document.lab().edits.back() == loseSyn());
        document.undoStack().undo();
        QVERIFY(document.lab() == before);
        QVERIFY(!document.modified());
        document.undoStack().redo();
        QVERIFY(document.lab().edits.back() == loseSyn());
    }

    void savedIsReadBackEqual()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mine.tcplab"));
        Document document;
        QVERIFY(document.open(QStringLiteral("C1")));
        document.addEdit(loseSyn());
        QVERIFY(document.saveAs(path));
        QVERIFY(!document.modified());
        QVERIFY(!document.readOnly());
        Document again;
        QVERIFY(again.open(path));
        QVERIFY(again.lab() == document.lab());
        QCOMPARE(again.displayName(QStringLiteral("en")), QStringLiteral("mine.tcplab"));
    }

    void whatCannotBeWrittenIsTold()
    {
        Document document;
        QVERIFY(document.open(QStringLiteral("B1")));
        const auto saved = document.saveAs(QStringLiteral("/no/such/folder/mine.tcplab"));
        QVERIFY(!saved);
        QVERIFY(describe(saved.error()).find("/no/such/folder/mine.tcplab") != std::string::npos);
        QCOMPARE(document.origin(), Document::Origin::BuiltIn);
    }

    void aDamagedFileLeavesTheOpenLab()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("damaged.tcplab"));
        write(path, "{\n  \"tcplab\": 1,\n  \"duration\": 5\n}\n");
        Document document;
        QVERIFY(document.open(QStringLiteral("B1")));
        const auto opened = document.open(path);
        QVERIFY(!opened);
        QCOMPARE(opened.error().line, 3);
        QVERIFY(opened.error().column > 0);
        QCOMPARE(document.lab().id, std::string("B1"));
    }

    void aChangeOnDiskIsSeen()
    {
        const QTemporaryDir folder;
        const QString path = savedB1(folder);
        Document document;
        QVERIFY(document.open(path));
        QVERIFY(!document.changedOnDisk());
        write(path, read(path) + "\n");
        QVERIFY(document.changedOnDisk());
        QVERIFY(document.save());
        QVERIFY(!document.changedOnDisk());
    }

    void autosaveLiesBesideTheFileAndIsOffered()
    {
        const QTemporaryDir folder;
        const QString path = savedB1(folder);
        const QString autosave = folder.filePath(QStringLiteral(".mine.tcplab.autosave"));
        {
            Document crashed;
            QVERIFY(crashed.open(path));
            QVERIFY(!crashed.hasLeftover());
            crashed.addEdit(loseSyn());
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(autosave), 5000);
        }  // never closed
        Document document;
        QVERIFY(document.open(path));
        QVERIFY(document.hasLeftover());
        const Lab before = document.lab();
        QVERIFY(document.restoreLeftover());
        QVERIFY(document.lab().edits.back() == loseSyn());
        document.undoStack().undo();
        QVERIFY(document.lab() == before);
        document.close();
        QVERIFY(!QFile::exists(autosave));
    }

    void aLeftoverIsNotOverwrittenBeforeSomebodyDecides()
    {
        const QTemporaryDir folder;
        const QString path = savedB1(folder);
        const QString autosave = folder.filePath(QStringLiteral(".mine.tcplab.autosave"));
        write(autosave, "left over");
        Document document;
        QVERIFY(document.open(path));
        document.addEdit(loseSyn());
        QTest::qWait(2000);
        QCOMPARE(read(autosave), QByteArray("left over"));
        QVERIFY(!document.restoreLeftover());  // it is no lab, and told to be none
        document.discardLeftover();
        QVERIFY(!QFile::exists(autosave));
    }

    void foldersAndDevicesAreNoLabs()
    {
        QVERIFY(!readLabFile(QStringLiteral("/tmp")));
        QVERIFY(!readLabFile(QStringLiteral("/dev/zero")));
        QVERIFY(!readLabFile(QStringLiteral("/no/such/file")));
    }

    void theShelfIsInOrder()
    {
        QStringList ids;
        for (const BuiltInLab& lab : builtInLabs())
            ids.append(lab.id);
        QVERIFY(ids.contains(QStringLiteral("B1")) && ids.contains(QStringLiteral("E8")));
        QVERIFY(ids.indexOf(QStringLiteral("B1")) < ids.indexOf(QStringLiteral("B7")));
        QVERIFY(ids.indexOf(QStringLiteral("C8")) < ids.indexOf(QStringLiteral("E1")));
    }
};

QTEST_GUILESS_MAIN(DocumentTest)
#include "document_test.moc"
