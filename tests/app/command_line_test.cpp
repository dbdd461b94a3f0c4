// The program as others call it: exit codes, what goes to stdout, and damaged input.
#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

class CommandLineTest : public QObject {
    Q_OBJECT

    struct Outcome {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };

    // -1 for a crash or a hang.
    QString language_ = QStringLiteral("C.UTF-8");

    Outcome call(const QStringList& arguments, const QStringList& unset = {QStringLiteral("DISPLAY"), QStringLiteral("WAYLAND_DISPLAY"),
                                                                           QStringLiteral("QT_QPA_PLATFORM")}) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString& name : unset)
            environment.remove(name);
        environment.remove(QStringLiteral("LANGUAGE"));
        environment.insert(QStringLiteral("LC_ALL"), language_);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(TCPLAB_PROGRAM), arguments);
        const bool ended = process.waitForFinished(60'000);
        Outcome outcome;
        outcome.out = process.readAllStandardOutput();
        outcome.err = process.readAllStandardError();
        if (ended && process.exitStatus() == QProcess::NormalExit)
            outcome.code = process.exitCode();
        else
            process.kill();
        return outcome;
    }

    static QString write(const QTemporaryDir& folder, const QByteArray& contents, const char* name = "lab.tcplab")
    {
        QFile file(folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
            qFatal("cannot write");
        return file.fileName();
    }

    static QByteArray b1()
    {
        QFile file(
            QDir(QStringLiteral(TCPLAB_SOURCE_DIR "/resources/labs")).entryInfoList({QStringLiteral("B1*.tcplab")}).value(0).filePath());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void runPrintsTheTimeline()
    {
        const Outcome outcome = call({QStringLiteral("run"), QStringLiteral("B1")});
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains("SYN,ACK seq=0 ack=1"), outcome.out);
        QVERIFY(outcome.out.contains("SYN-SENT → ESTABLISHED"));
        QVERIFY2(outcome.err.isEmpty(), outcome.err);
    }

    void runPrintsJson()
    {
        const Outcome outcome = call({QStringLiteral("run"), QStringLiteral("B1"), QStringLiteral("--format"), QStringLiteral("json")});
        QCOMPARE(outcome.code, 0);
        QJsonParseError error;
        const QJsonObject json = QJsonDocument::fromJson(outcome.out, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(json.value(QStringLiteral("lab")).toString(), QStringLiteral("B1"));
        QCOMPARE(json.value(QStringLiteral("fingerprint")).toString().size(), 16);
        for (const QJsonValue& event : json.value(QStringLiteral("events")).toArray())
            QVERIFY(!event.toObject().value(QStringLiteral("source")).toString().isEmpty());
    }

    void runPrintsCsv()
    {
        const Outcome outcome = call({QStringLiteral("run"), QStringLiteral("E1"), QStringLiteral("--format"), QStringLiteral("csv")});
        QCOMPARE(outcome.code, 0);
        const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QVERIFY(lines.size() > 20);
        QVERIFY(lines.front().startsWith("id,seconds,host,"));
        QVERIFY(lines.at(1).startsWith("0,0.000000000,"));
    }

    void theSameSeedGivesTheSame()
    {
        const QStringList run{QStringLiteral("run"), QStringLiteral("B1"), QStringLiteral("--format"), QStringLiteral("json"),
                              QStringLiteral("--seed")};
        const Outcome first = call(run + QStringList{QStringLiteral("5")});
        QCOMPARE(first.code, 0);
        QCOMPARE(call(run + QStringList{QStringLiteral("5")}).out, first.out);
        QVERIFY(call(run + QStringList{QStringLiteral("6")}).out != first.out);
    }

    void runSavesPackets()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("b1.pcapng"));
        QCOMPARE(call({QStringLiteral("run"), QStringLiteral("B1"), QStringLiteral("--pcap"), path}).code, 0);
        QVERIFY(QFile(path).size() > 200);
        QCOMPARE(call({QStringLiteral("render"), path, QStringLiteral("-o"), folder.filePath(QStringLiteral("b1.png"))}).code, 0);
        QCOMPARE(call({QStringLiteral("run"), QStringLiteral("B1"), QStringLiteral("--pcap"), QStringLiteral("/no/such/folder/x")}).code,
                 3);
        QCOMPARE(call({QStringLiteral("run"), QStringLiteral("B1"), QStringLiteral("--pcap"), path, QStringLiteral("--pcap-at"),
                       QStringLiteral("nobody")})
                     .code,
                 2);
    }

    void setChangesTheRun()
    {
        const Outcome outcome =
            call({QStringLiteral("run"), QStringLiteral("B7"), QStringLiteral("--set"), QStringLiteral("edits.0.enabled=false")});
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains("switched off"), outcome.out);
        const Outcome unknown =
            call({QStringLiteral("run"), QStringLiteral("B1"), QStringLiteral("--set"), QStringLiteral("hosts.client.engine.warpDrive=1")});
        QCOMPARE(unknown.code, 2);
        QVERIFY2(unknown.err.contains("warpDrive"), unknown.err);
    }

    void checkJudges()
    {
        const QTemporaryDir folder;
        QCOMPARE(call({QStringLiteral("check"), QStringLiteral("B1")}).code, 0);
        // The handshake cannot succeed when the client believes in another server.
        QByteArray wrong = b1();
        QVERIFY(wrong.contains("\"SYN-SENT\", \"ESTABLISHED\""));
        wrong.replace("\"SYN-SENT\", \"ESTABLISHED\"", "\"SYN-SENT\", \"TIME-WAIT\"");
        const QString failing = write(folder, wrong);
        const QString junit = folder.filePath(QStringLiteral("junit.xml"));
        const Outcome outcome = call({QStringLiteral("check"), QStringLiteral("B1"), failing, QStringLiteral("--junit"), junit});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.out.contains("FAILED"), outcome.out);
        QFile file(junit);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        int failures = 0;
        int suites = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            suites += xml.isStartElement() && xml.name() == QLatin1String("testsuite");
            failures += xml.isStartElement() && xml.name() == QLatin1String("failure");
        }
        QVERIFY(!xml.hasError());
        QCOMPARE(suites, 2);
        QVERIFY(failures >= 1);
        QCOMPARE(call({QStringLiteral("check"), failing, QStringLiteral("/no/such/lab")}).code, 2);
    }

    void theBuiltInLabsHold()
    {
        const Outcome outcome = call({QStringLiteral("check")});
        QVERIFY2(outcome.code == 0, outcome.out + outcome.err);
        for (const char* id : {"B1", "B7", "C1", "C8", "E1", "E7", "E8"})
            QVERIFY2(outcome.out.contains(id), id);
    }

    void wrongUsageIsTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        for (const char* line :
             {"run", "run B1 --format xml", "run B1 --seed -1", "run B1 --nonsense", "run a b", "render B1", "render B1 -o x.gif",
              "render B1 -o x.png --size big", "render B1 -o x.png --size 1x1", "render B1 -o x.png --size 99999x99999",
              "render B1 -o x.png --view soup", "render B1 -o x.png --theme pink", "render B1 -o x.png --language fr",
              "render B1 -o x.png --select 99", "render B1 -o x.png --select 0", "check --junit", "teleport B1", "plugins now"})
            QTest::newRow(line) << QString::fromLatin1(line).split(u' ');
    }

    void wrongUsageIsTold()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = call(arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY(!outcome.err.isEmpty());
        QVERIFY2(outcome.out.isEmpty(), outcome.out);
    }

    void aDamagedLabIsTold_data()
    {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QByteArray>("place");  // ":line:"
        QTest::newRow("empty") << QByteArray() << QByteArray(":1:");
        QTest::newRow("no JSON") << QByteArray("hello\n") << QByteArray(":1:1:");
        QTest::newRow("cut") << b1().left(b1().size() / 2) << QByteArray(":");
        QTest::newRow("a number too many") << QByteArray("{\n  \"tcplab\": 1,\n  \"seed\": 1 2\n}\n") << QByteArray(":3:");
        QTest::newRow("wrong version") << QByteArray("{\n  \"tcplab\": 99\n}\n") << QByteArray(":2:");
        QTest::newRow("zeros") << QByteArray(1000, '\0') << QByteArray(":1:");
        QTest::newRow("not UTF-8") << QByteArray("{\"tcplab\": 1, \"id\": \"\xff\xfe\"}") << QByteArray(":1:");
        QTest::newRow("deep") << QByteArray(100'000, '[') << QByteArray(":1:");
        QTest::newRow("an array") << QByteArray("[]") << QByteArray(":1:1:");
        const auto changed = [](const char* name, const char* from, const char* to, const char* place) {
            const QByteArray before = b1();
            QByteArray after = before;
            after.replace(after.indexOf(from), static_cast<qsizetype>(qstrlen(from)), to);
            if (!before.contains(from))
                qFatal("B1 has no %s", from);
            QTest::newRow(name) << after << QByteArray(place);
        };
        changed("a comment", "\"hosts\"", "// who\n\"hosts\"", "JSON knows no comments");
        changed("another quotation mark", "\"hosts\"", "'hosts'", "A key in quotation marks");
        changed("no comma", "\"tcplab\": 1,", "\"tcplab\": 1", ":3:3: A comma or a closing brace");
        changed("a zero before a number", "\"tcplab\": 1,", "\"tcplab\": 01,", ":2:14: A comma or a closing brace");
        changed("no colon", "\"tcplab\":", "\"tcplab\"", ":2:12: A colon");
        changed("a line break in a text", "\"client\"", "\"cli\nent\"", "A text ends on its line");
        changed("a duration without a unit", "\"duration\": \"", "\"duration\": \"7 parsecs and ", "is not a duration");
        changed("a misspelt host", "\"to\": \"server\"", "\"to\": \"sever\"", "Did you mean \"server\"?");
        changed("a negative delay", "\"delay\": \"", "\"delay\": \"-", "but must be at least 0 ns");
        QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0}\0", 6) << QByteArray(":1:1: This octet");
        QTest::newRow("a key twice") << QByteArray("{\"tcplab\": 1, \"tcplab\": 1}") << QByteArray(":1:15: The key");
        QTest::newRow("colours for the terminal")
            << b1().replace("\"to\": \"server\"", "\"to\": \"\\u001b[31m\"") << QByteArray("\"?[31m\"");
        QTest::newRow("unknown engine") << b1().replace("engine_tcp", "engine_steam") << QByteArray(":");
    }

    void aDamagedLabIsTold()
    {
        QFETCH(QByteArray, contents);
        QFETCH(QByteArray, place);
        const QTemporaryDir folder;
        const QString path = write(folder, contents);
        for (const QStringList& arguments :
             {QStringList{QStringLiteral("run"), path},
              QStringList{QStringLiteral("render"), path, QStringLiteral("-o"), folder.filePath(QStringLiteral("x.png"))}}) {
            const Outcome outcome = call(arguments);
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.err.contains(place.startsWith(':') ? QFile::encodeName(path) + place : place), outcome.err);
            QVERIFY2(QString::fromUtf8(outcome.err).contains(QRegularExpression(QStringLiteral(":\\d+:\\d+: .+[.?]\\n$"))), outcome.err);
            QVERIFY2(outcome.out.isEmpty(), outcome.out);
        }
        QCOMPARE(call({QStringLiteral("check"), path}).code, 2);
    }

    // Each byte that is missing or wrong must end in a code, never in a crash.
    void cutAndBentLabsNeverCrash()
    {
        const QByteArray whole = b1();
        const QTemporaryDir folder;
        for (int i = 1; i < 24; ++i) {
            QByteArray bent = whole;
            bent[whole.size() * i / 24] = static_cast<char>(i * 11);
            for (const QByteArray& contents : {whole.left(whole.size() * i / 24), bent}) {
                const Outcome outcome = call({QStringLiteral("check"), write(folder, contents)});
                QVERIFY2(outcome.code >= 0 && outcome.code <= 2, outcome.err);
            }
        }
    }

    void renderDrawsEveryView_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<QString>("suffix");
        for (const char* view : {"timeline", "graphs", "queue", "inspector", "code", "app"})
            for (const char* suffix : {"png", "svg", "pdf"})
                QTest::addRow("%s.%s", view, suffix) << QString::fromLatin1(view) << QString::fromLatin1(suffix);
    }

    void renderDrawsEveryView()
    {
        QFETCH(QString, view);
        QFETCH(QString, suffix);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("picture.") + suffix);
        const Outcome outcome =
            call({QStringLiteral("render"), QStringLiteral("E1"), QStringLiteral("--view"), view, QStringLiteral("-o"), path,
                  QStringLiteral("--size"), QStringLiteral("1000x700"), QStringLiteral("--theme"), QStringLiteral("dark"),
                  QStringLiteral("--language"), QStringLiteral("zh_CN"), QStringLiteral("--select"), QStringLiteral("2")});
        QVERIFY2(outcome.code == 0, outcome.err);
        QVERIFY(QFile(path).size() > 1000);
        if (suffix != QLatin1String("png"))
            return;
        const QImage image(path);
        QCOMPARE(image.width() * 700, image.height() * 1000);
        // Something is on it: more than a page with one line.
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3)
                colours.insert(image.pixel(x, y));
        QVERIFY(colours.size() > 20);
    }

    void theWindowLeavesAPicture()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("shot.png"));
        const Outcome outcome = call({QStringLiteral("B1"), QStringLiteral("--shot"), path, QStringLiteral("--quit"),
                                      QStringLiteral("--size"), QStringLiteral("1280x800")});
        QVERIFY2(outcome.code == 0, outcome.err);
        QCOMPARE(QImage(path).size(), QSize(1280, 800));
        const QString damaged = write(folder, "{");
        QCOMPARE(call({damaged, QStringLiteral("--shot"), path, QStringLiteral("--quit")}).code, 2);
    }

    void withoutADisplayTheWindowIsRefused()
    {
        const Outcome outcome = call({QStringLiteral("B1")});
        QCOMPARE(outcome.code, 3);
        QVERIFY2(outcome.err.contains("display") && outcome.err.contains("render"), outcome.err);
        QCOMPARE(call({QStringLiteral("/no/such/file.tcplab"), QStringLiteral("--shot"), QStringLiteral("x.png"), QStringLiteral("--quit")})
                     .code,
                 2);
    }

    void pluginsAreListed()
    {
        const Outcome outcome = call({QStringLiteral("plugins")});
        QCOMPARE(outcome.code, 0);
        for (const char* id : {"engine_tcp", "cc_reno", "link_delay", "link_rate", "link_loss", "app_script", "app_http", "io_tap"})
            QVERIFY2(outcome.out.contains(id), id);
        QVERIFY(!outcome.out.contains("not loaded"));
    }

    void theCommandLineSpeaksTheLanguageOfTheEnvironment()
    {
        language_ = QStringLiteral("zh_CN.UTF-8");
        const auto english = qScopeGuard([this] { language_ = QStringLiteral("C.UTF-8"); });
        const QTemporaryDir folder;
        QVERIFY(call({QStringLiteral("--help")}).out.contains("用法"));
        QVERIFY(call({QStringLiteral("run"), QStringLiteral("--help")}).out.contains("不打开窗口，运行实验并输出其时间线"));
        const QString path = write(folder, "{\n  \"tcplab\": 1,\n  \"seed\": \"one\"\n}\n");
        const Outcome damaged = call({QStringLiteral("run"), path});
        QCOMPARE(damaged.code, 2);
        QVERIFY2(damaged.err.contains(":3:3: \"seed\" 必须是整数，而不是文本。"), damaged.err);
        const Outcome run = call({QStringLiteral("run"), QStringLiteral("B7")});
        QVERIFY2(run.out.contains("被丢弃") && run.out.contains("指纹"), run.out);
        QVERIFY(call({QStringLiteral("check"), QStringLiteral("B1")}).out.contains("通过"));
        QVERIFY(call({QStringLiteral("plugins")}).out.contains("已加载"));
        const Outcome refused = call({QStringLiteral("B1")});
        QCOMPARE(refused.code, 3);
        QVERIFY2(refused.err.contains("没有显示器"), refused.err);
        // What programs read is the same everywhere.
        const QStringList json{QStringLiteral("run"), QStringLiteral("B7"), QStringLiteral("--format"), QStringLiteral("json")};
        const QByteArray chinese = call(json).out;
        language_ = QStringLiteral("C.UTF-8");
        QCOMPARE(call(json).out, chinese);
    }

    void versionAndHelp()
    {
        QCOMPARE(call({QStringLiteral("--help")}).code, 0);
        QVERIFY(call({QStringLiteral("--version")}).out.startsWith("tcplab "));
        QVERIFY(call({QStringLiteral("run"), QStringLiteral("--help")}).out.contains("links.0.forward.link_delay.delay"));
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
