// A script with one number changed has to fail: each number that our own scripts expect of the stack is changed in turn. What a
// script gives a name with (initial sequence numbers, our time stamps, descriptors) expects nothing.
#include <QtTest>

#include <functional>
#include <set>

#include "all_plugins.h"
#include "script_run/player.h"
#include "script_run/script_file.h"

using namespace tcplab;
using namespace tcplab::packetdrill;
using namespace tcplab::script_run;

namespace {

using ScriptEvent = packetdrill::Event;

struct Mutation {
    std::size_t event;
    std::string what;
    std::function<void(ScriptEvent&)> apply;
};

class Mutations {
public:
    explicit Mutations(const Script& script)
    {
        for (index_ = 0; index_ < script.events.size(); ++index_) {
            const ScriptEvent& event = script.events[index_];
            if (const auto* packet = std::get_if<Packet>(&event.what); packet && packet->outbound())
                ofPacket(event, *packet);
            else if (const auto* call = std::get_if<Call>(&event.what))
                ofCall(*call);
        }
    }

    const std::vector<Mutation>& list() const { return list_; }

private:
    void add(std::string what, std::function<void(ScriptEvent&)> apply) { list_.push_back({index_, std::move(what), std::move(apply)}); }

    void inSegment(std::string what, std::function<void(TcpSegment&)> apply)
    {
        add(std::move(what), [apply](ScriptEvent& event) { apply(std::get<TcpSegment>(std::get<Packet>(event.what).body)); });
    }

    void ofPacket(const ScriptEvent& event, const Packet& packet)
    {
        // Twice as late and a second more is late for every tolerance.
        if (event.time.kind == EventTime::Kind::Absolute || event.time.kind == EventTime::Kind::Relative)
            add("time", [](ScriptEvent& e) { e.time.at = 2 * e.time.at + 1s; });
        ofIp(packet.ip);
        const auto* segment = std::get_if<TcpSegment>(&packet.body);
        if (!segment)
            return;
        if (!segment->anySequence && (!segment->has(flag::kSyn) || segment->absoluteSequence))
            inSegment("sequence number", [](TcpSegment& s) { ++s.start; });
        inSegment("length", [](TcpSegment& s) { ++s.length; });
        inSegment("PSH", [](TcpSegment& s) { s.flags ^= flag::kPsh; });
        inSegment("urgent pointer", [](TcpSegment& s) { ++s.urgent; });
        if (segment->ack)
            inSegment("acknowledgment number", [](TcpSegment& s) { ++*s.ack; });
        if (segment->window)
            inSegment("window", [](TcpSegment& s) { ++*s.window; });
        for (std::size_t i = 0; i < segment->options.size(); ++i)
            ofOption(segment->options[i], i);
    }

    void ofIp(const IpInfo& ip)
    {
        if (ip.typeOfService)
            add("type of service", [](ScriptEvent& e) { *std::get<Packet>(e.what).ip.typeOfService ^= 4; });
        if (ip.timeToLive)
            add("time to live", [](ScriptEvent& e) { *std::get<Packet>(e.what).ip.timeToLive ^= 1; });
        if (ip.ecn && *ip.ecn != Ecn::Ect01)
            add("ECN", [](ScriptEvent& e) {
                Ecn& ecn = *std::get<Packet>(e.what).ip.ecn;
                ecn = ecn == Ecn::Ce ? Ecn::NoEcn : Ecn::Ce;
            });
    }

    void ofOption(const TcpOption& option, std::size_t i)
    {
        using Kind = TcpOption::Kind;
        if (option.kind == Kind::MaximumSegmentSize || option.kind == Kind::WindowScale)
            inSegment("option's value", [i](TcpSegment& s) { ++s.options[i].value; });
        if (option.kind == Kind::Timestamps)
            inSegment("echoed time stamp", [i](TcpSegment& s) { ++s.options[i].echo; });
        for (std::size_t block = 0; block < option.blocks.size(); ++block) {
            inSegment("left edge of a SACK block", [i, block](TcpSegment& s) { ++s.options[i].blocks[block].first; });
            inSegment("right edge of a SACK block", [i, block](TcpSegment& s) { ++s.options[i].blocks[block].second; });
        }
        if (!option.octets.empty())
            inSegment("option's octets", [i](TcpSegment& s) { s.options[i].octets[0] ^= 1; });
    }

    void ofCall(const Call& call)
    {
        const bool names = call.name == "socket" || call.name == "accept" || call.name == "epoll_create" || call.name == "epoll_create1";
        if (call.result.kind == Expression::Kind::Integer && !(names && call.error.empty()))
            add("result of " + call.name + "()", [](ScriptEvent& e) { ++std::get<Call>(e.what).result.number; });
        if (call.until)
            add("return of " + call.name + "()",
                [](ScriptEvent& e) { *std::get<Call>(e.what).until += *std::get<Call>(e.what).until + 1s; });
        for (std::size_t i = 0; i < call.arguments.size(); ++i)
            if (isAnswer(call, i))
                add("answer of " + call.name + "()", [i](ScriptEvent& e) { ++std::get<Call>(e.what).arguments[i].parts[0].number; });
    }

    // "[65536]", where the stack tells a number.
    static bool isAnswer(const Call& call, std::size_t i)
    {
        const Expression& argument = call.arguments[i];
        const bool tells = (call.name == "getsockopt" && i == 3) || (call.name == "ioctl" && i == 2);
        return tells && argument.kind == Expression::Kind::List && argument.parts.size() == 1 &&
               argument.parts[0].kind == Expression::Kind::Integer;
    }

    std::size_t index_ = 0;
    std::vector<Mutation> list_;
};

bool passes(const Script& script, const PlayOptions& options)
{
    const auto result = play(script, allPlugins(), options);
    return result && result->verdict == Verdict::Passed;
}

}  // namespace

class MutationTest : public QObject {
    Q_OBJECT

private slots:
    void oneNumberChangedFails_data()
    {
        QTest::addColumn<QString>("path");
        const QString folder = QStringLiteral(TCPLAB_SOURCE_DIR "/tests/scripts");
        for (const std::string& path : scriptsIn(folder.toStdString())) {
            const QString file = QString::fromStdString(path);
            QTest::newRow(qPrintable(QDir(folder).relativeFilePath(file))) << file;
        }
    }

    void oneNumberChangedFails()
    {
        QFETCH(QString, path);
        PlayOptions options;
        options.strict = true;
        options.files = filesBeside(path.toStdString());
        const auto script = readScript(path.toStdString(), {{}, conditionsOf(options.profile)});
        QVERIFY(script.has_value());
        QString passing;
        const Mutations mutations(*script);
        for (const Mutation& mutation : mutations.list()) {
            Script changed = *script;
            mutation.apply(changed.events[mutation.event]);
            if (passes(changed, options))
                passing += QStringLiteral("\nline %1: %2").arg(changed.events[mutation.event].place.line).arg(mutation.what.c_str());
        }
        QVERIFY2(passing.isEmpty(), qPrintable("it passes also with another number in" + passing));
    }

    // Something was changed at all.
    void everyKindOfNumberIsChanged()
    {
        static constexpr const char* kKinds[] = {"time",
                                                 "sequence number",
                                                 "length",
                                                 "acknowledgment number",
                                                 "window",
                                                 "option's value",
                                                 "echoed time stamp",
                                                 "left edge of a SACK block",
                                                 "option's octets",
                                                 "type of service",
                                                 "ECN",
                                                 "result of read()",
                                                 "answer of getsockopt()"};
        std::set<std::string> kinds;
        std::size_t count = 0;
        for (const std::string& path : scriptsIn(TCPLAB_SOURCE_DIR "/tests/scripts")) {
            const auto script = readScript(path, {{}, conditionsOf("linux")});
            QVERIFY(script.has_value());
            const Mutations mutations(*script);
            count += mutations.list().size();
            for (const Mutation& mutation : mutations.list())
                kinds.insert(mutation.what);
        }
        for (const char* kind : kKinds)
            QVERIFY2(kinds.count(kind), kind);
        QVERIFY(count > 5000);
    }
};

QTEST_APPLESS_MAIN(MutationTest)
#include "mutation_test.moc"
