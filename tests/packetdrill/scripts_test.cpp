// Every script under tests/scripts, one row each, in strict mode, with an engine that is asked for its consistency at every step.
#include <QtTest>

#include "script_run/player.h"
#include "script_run/script_file.h"
#include "support/checked_engine.h"

using namespace tcplab;
using namespace tcplab::script_run;

class ScriptsTest : public QObject {
    Q_OBJECT

private slots:
    void scriptPasses_data()
    {
        QTest::addColumn<QString>("path");
        const QString folder = QStringLiteral(TCPLAB_SOURCE_DIR "/tests/scripts");
        for (const std::string& path : scriptsIn(folder.toStdString())) {
            const QString file = QString::fromStdString(path);
            QTest::newRow(qPrintable(QDir(folder).relativeFilePath(file))) << file;
        }
    }

    void scriptPasses()
    {
        QFETCH(QString, path);
        const std::string file = path.toStdString();
        PlayOptions options;
        const auto script = readScript(file, {{}, conditionsOf(options.profile)});
        QVERIFY2(script.has_value(), script ? "" : describe(script.error()).c_str());
        options.strict = true;
        options.files = filesBeside(file);
        const auto result = play(*script, test::checkedCatalogue(), options);
        QVERIFY2(result.has_value(), result ? "" : describe(result.error()).c_str());
        // Our own scripts use nothing that has no meaning here.
        QVERIFY2(result->verdict == Verdict::Passed, report(*result, file).english().c_str());
    }
};

QTEST_APPLESS_MAIN(ScriptsTest)
#include "scripts_test.moc"
