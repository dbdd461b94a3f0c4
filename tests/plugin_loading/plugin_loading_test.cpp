// Each kind of broken plugin is listed with its reason, and the others work all the same.
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "session/plugin_loader.h"

using namespace tcplab;

Q_DECLARE_METATYPE(tcplab::PluginFault)

class PluginLoadingTest : public QObject {
    Q_OBJECT

    static QString sample(const char* name) { return QStringLiteral(TCPLAB_SAMPLES "/") + QLatin1String(name) + QStringLiteral(".so"); }

    // A folder with copies of these samples.
    static void fill(const QTemporaryDir& folder, const QStringList& names)
    {
        for (const QString& name : names)
            QVERIFY(QFile::copy(sample(name.toLatin1()), folder.filePath(name + QStringLiteral(".so"))));
    }

    static void write(const QString& path, const QByteArray& contents)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(contents), contents.size());
    }

    static const PluginRecord* recordOf(const Plugins& plugins, const QString& file)
    {
        for (const PluginRecord& record : plugins.records)
            if (QFileInfo(record.file).completeBaseName() == file)
                return &record;
        return nullptr;
    }

private slots:
    void loadsWhatIsGood()
    {
        const QTemporaryDir folder;
        fill(folder, {QStringLiteral("good")});
        const Plugins plugins = loadPlugins({folder.path()});
        QCOMPARE(plugins.records.size(), std::size_t{1});
        const PluginRecord& record = plugins.records.front();
        QVERIFY(record.loaded());
        QCOMPARE(record.id, QStringLiteral("sample_good"));
        QCOMPARE(record.kind, QStringLiteral("link-stage"));
        QCOMPARE(record.version, QStringLiteral("1.2.3"));
        QVERIFY(reason(record).isEmpty());
        QVERIFY(plugins.catalogue.linkStage("sample_good") != nullptr);
    }

    void tellsWhatIsWrong_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<PluginFault>("fault");
        QTest::addColumn<QString>("words");
        QTest::newRow("missing symbol") << "missing_symbol" << PluginFault::CannotLoad << "aFunctionThatNobodyHas";
        QTest::newRow("other contract") << "other_contract" << PluginFault::OtherContract << "99";
        QTest::newRow("damaged card") << "damaged_card" << PluginFault::DamagedCard << "\"kind\" must be one of";
        QTest::newRow("another program's plugin") << "foreign" << PluginFault::NotAPlugin << "org.example.Printer/3";
        QTest::newRow("a plain library") << "plain" << PluginFault::NotAPlugin << "plain.so";
        QTest::newRow("does not keep its promise") << "offers_nothing" << PluginFault::OffersNothing << "promises";
    }

    void tellsWhatIsWrong()
    {
        QFETCH(QString, file);
        QFETCH(PluginFault, fault);
        QFETCH(QString, words);
        const QTemporaryDir folder;
        fill(folder, {QStringLiteral("good"), file});
        const Plugins plugins = loadPlugins({folder.path()});
        const PluginRecord* record = recordOf(plugins, file);
        QVERIFY(record);
        QCOMPARE(record->fault, fault);
        QVERIFY2(reason(*record).contains(words), qPrintable(reason(*record)));
        // The neighbour works.
        QVERIFY(plugins.catalogue.linkStage("sample_good") != nullptr);
    }

    void aTextFileIsNoLibrary()
    {
        const QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("text.so")), "I am not a library.\n");
        write(folder.filePath(QStringLiteral("empty.so")), "");
        write(folder.filePath(QStringLiteral("README.md")), "Not even named like one.\n");
        const Plugins plugins = loadPlugins({folder.path()});
        QCOMPARE(plugins.records.size(), std::size_t{2});
        for (const PluginRecord& record : plugins.records) {
            QCOMPARE(record.fault, PluginFault::NotALibrary);
            QVERIFY(!reason(record).isEmpty());
        }
    }

    // What a full disk or a broken download leaves. More than 8 KiB must be there in every build.
    void aCutLibraryIsTold()
    {
        QFile good(sample("good"));
        QVERIFY(good.open(QIODevice::ReadOnly));
        const QByteArray whole = good.readAll();
        for (const int octets : {1, 63, 64, 1000, 4096, 8192}) {
            const QTemporaryDir folder;
            write(folder.filePath(QStringLiteral("cut.so")), whole.left(octets));
            const Plugins plugins = loadPlugins({folder.path()});
            QCOMPARE(plugins.records.size(), std::size_t{1});
            QVERIFY2(!plugins.records.front().loaded(), qPrintable(QString::number(octets)));
            QVERIFY(!reason(plugins.records.front()).isEmpty());
        }
    }

    void theFirstOfTwoWithOneIdIsTaken()
    {
        const QTemporaryDir first;
        const QTemporaryDir second;
        fill(first, {QStringLiteral("twin")});
        fill(second, {QStringLiteral("good")});
        const Plugins plugins = loadPlugins({first.path(), second.path()});
        QCOMPARE(plugins.records.size(), std::size_t{2});
        QVERIFY(plugins.records[0].loaded());
        QCOMPARE(QFileInfo(plugins.records[0].file).fileName(), QStringLiteral("twin.so"));
        QCOMPARE(plugins.records[1].fault, PluginFault::Duplicate);
        QVERIFY(reason(plugins.records[1]).contains(QStringLiteral("sample_good")));
    }

    void foldersThatAreNotThereOrTwiceAreNoTrouble()
    {
        const QTemporaryDir folder;
        fill(folder, {QStringLiteral("good")});
        const Plugins plugins = loadPlugins({QStringLiteral("/no/such/folder"), folder.path(), folder.path() + QStringLiteral("/.")});
        QCOMPARE(plugins.records.size(), std::size_t{1});
        QVERIFY(plugins.records.front().loaded());
    }

    void theEnvironmentNamesFolders()
    {
        qputenv("TCPLAB_PLUGIN_PATH", "/one:/two");
        const QStringList folders = pluginFolders();
        QCOMPARE(folders.mid(folders.size() - 2), QStringList({QStringLiteral("/one"), QStringLiteral("/two")}));
        qunsetenv("TCPLAB_PLUGIN_PATH");
        QCOMPARE(pluginFolders().size(), folders.size() - 2);
    }
};

QTEST_GUILESS_MAIN(PluginLoadingTest)
#include "plugin_loading_test.moc"
