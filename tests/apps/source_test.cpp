// The texts of programs: they compile, and every call stands in them at the line that the Trace names.
#include <QtTest>

#include <filesystem>
#include <set>

#include "plugin/source_text.h"
#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

std::set<std::filesystem::path> labs()
{
    std::set<std::filesystem::path> files;
    for (const char* folder : {"/tests/labs/cases", "/tests/labs/world", "/resources/labs"})
        for (const auto& entry : std::filesystem::directory_iterator(TCPLAB_SOURCE_DIR + std::string(folder)))
            if (entry.path().extension() == ".tcplab")
                files.insert(entry.path());
    return files;
}

std::string lineOfText(const std::string& text, std::size_t line)
{
    std::size_t at = 0;
    for (std::size_t i = 1; i < line; ++i)
        at = text.find('\n', at) + 1;
    return text.substr(at, text.find('\n', at) - at);
}

// What a compiler says of the text; nothing when it has no fault.
QString complaints(const std::string& source)
{
    QProcess compiler;
    compiler.start(QStringLiteral("cc"),
                   {QStringLiteral("-fsyntax-only"), QStringLiteral("-Wall"), QStringLiteral("-Wno-unused-result"),
                    QStringLiteral("-Wno-maybe-uninitialized"), QStringLiteral("-Wno-unused-but-set-variable"), QStringLiteral("-Werror"),
                    QStringLiteral("-x"), QStringLiteral("c"), QStringLiteral("-std=gnu11"), QStringLiteral("-")});
    compiler.write(source.data(), static_cast<qint64>(source.size()));
    compiler.closeWriteChannel();
    compiler.waitForFinished();
    return QString::fromUtf8(compiler.readAllStandardError());
}

bool hasCompiler()
{
    QProcess compiler;
    compiler.start(QStringLiteral("cc"), {QStringLiteral("--version")});
    return compiler.waitForFinished() && compiler.exitCode() == 0;
}

const std::string kEverything = R"(
    {"call": "option", "option": "linger", "value": 0}, {"call": "option", "option": "linger", "value": -1},
    {"call": "option", "option": "noDelay"}, {"call": "option", "option": "sendBuffer", "value": 10000},
    {"call": "option", "option": "receiveBuffer", "value": 10000}, {"call": "option", "option": "reuseAddress"},
    {"call": "option", "option": "pathMtuDiscovery"}, {"call": "option", "option": "noChecksum", "mayFail": true},
    {"call": "connect", "to": "[2001:db8::2]:80", "port": 4000, "at": "1 s", "after": "1 ms", "mayFail": true},
    {"call": "send", "bytes": 100000, "mayFail": true}, {"call": "send", "bytes": 100, "mayFail": true},
    {"call": "receiveAll", "bytes": 100, "mayFail": true}, {"call": "receiveAll", "mayFail": true},
    {"call": "shutdown", "how": "both", "mayFail": true}, {"call": "error", "mayFail": true},
    {"call": "poll", "watch": [{"socket": "s"}, {"socket": "int"}], "timeout": "1 ms"}, {"call": "poll", "timeout": "1 ms"},
    {"call": "select", "watch": [{"socket": "s", "events": "readWrite"}], "timeout": "1500 ms"},
    {"call": "nonBlocking", "socket": "9 lives ? $x"}, {"call": "nonBlocking", "socket": "9-lives"},
    {"call": "epollAdd", "events": "readWrite", "trigger": "edge"}, {"call": "epollWait", "timeout": "1 ms"}, {"call": "epollRemove"},
    {"call": "abort", "mayFail": true}, {"call": "bind", "socket": "u", "type": "datagram"},
    {"call": "sendTo", "socket": "u", "to": "a?b$c:1", "mayFail": true}, {"call": "sendTo", "socket": "u", "mayFail": true},
    {"call": "nonBlocking", "socket": "u"}, {"call": "receiveFrom", "socket": "u"}, {"call": "close", "socket": "u"},
    {"call": "listen", "socket": "while", "port": 9}, {"call": "nonBlocking", "socket": "while"}, {"call": "accept", "socket": "while"})";

}  // namespace

class SourceTest : public QObject {
    Q_OBJECT
private slots:
    void everyCallHasItsLine_data() { eachLab(); }
    void everyCallHasItsLine()
    {
        QFETCH(QString, file);
        const Result<LabFile> lab = readLab(file.toStdString());
        QVERIFY(lab);
        const Ran ran(lab->lab);
        judge(ran);
        for (std::size_t i = 0; i < ran.trace.programCount(); ++i)
            sources_.insert(ran.trace.program(ProgramId(static_cast<std::uint16_t>(i))).source);
    }

    void aScriptOfEverythingHasItsLines()
    {
        const Ran ran(labOf(script(kEverything), kReceiving, 0));
        judge(ran);
        QVERIFY(ran.calls("accept(") >= 2);  // it went to its end
        sources_.insert(ran.trace.program(ProgramId(0)).source);
        const Ran empty(labOf(script(""), script(""), 0));
        sources_.insert(empty.trace.program(ProgramId(0)).source);
    }

    // Behind the others, whose texts it compiles.
    void everyTextCompiles()
    {
        if (!hasCompiler())
            QSKIP("there is no C compiler here");
        QVERIFY(sources_.size() > 40);
        for (const std::string& source : sources_) {
            const QString said = complaints(source);
            QVERIFY2(said.isEmpty(), qPrintable(said + QString::fromStdString(source)));
        }
        QVERIFY(!complaints("int main(void) { return nobody; }").isEmpty());
    }

    void theLineOfAWord()
    {
        QCOMPARE(lineOf("a\nresend(x)\nsend(x)\n", "send("), std::uint16_t{3});
        QCOMPARE(lineOf("send(", "send("), std::uint16_t{1});
        QCOMPARE(lineOf("resend(", "send("), std::uint16_t{0});
        QCOMPARE(quotedInC("a\"b\\c\n"), std::string("\"a\\\"b\\\\c\\012\""));
        QCOMPARE(addressInC("[2001:db8::1]:80"), std::string("address(\"2001:db8::1\", \"80\")"));
        QCOMPARE(addressInC("server"), std::string("address(\"server\", \"\")"));
        QCOMPARE(timeInC(1500ms), std::string("&(struct timespec){1, 500000000}"));
    }

private:
    void eachLab()
    {
        QTest::addColumn<QString>("file");
        for (const auto& file : labs())
            QTest::newRow(file.filename().string().c_str()) << QString::fromStdString(file.string());
    }

    // Of every call in the Trace: its line has it.
    void judge(const Ran& ran)
    {
        std::size_t judged = 0;
        for (std::size_t i = 0; i < ran.trace.size(); ++i) {
            const auto* begun = std::get_if<CallBegun>(&ran.trace[i].body);
            if (!begun)
                continue;
            ++judged;
            const std::string& call = ran.trace.text(begun->call);
            QVERIFY2(begun->program.valid() && begun->line > 0, call.c_str());
            const TraceProgram& program = ran.trace.program(begun->program);
            QVERIFY(program.host == ran.trace[i].host);
            const std::string line = lineOfText(program.source, begun->line);
            // An aborting close is one in C, too, with another option.
            const std::string name = call.substr(0, 6) == "abort(" ? "close(" : call.substr(0, call.find('(') + 1);
            QVERIFY2(lineOf(line, name) == 1, (call + " at line " + std::to_string(begun->line) + ": " + line).c_str());
        }
        QVERIFY(judged > 0);
    }

    std::set<std::string> sources_;
};

QTEST_GUILESS_MAIN(SourceTest)
#include "source_test.moc"
