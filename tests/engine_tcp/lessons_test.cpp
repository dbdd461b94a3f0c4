// What the engine does otherwise than TCP for a lesson is told where each connection begins. What comes of it is proved by the
// scripts whose names end in "as-a-lesson".
#include <QTest>

#include "support/story.h"

Q_DECLARE_METATYPE(tcplab::ValueMap)

using namespace tcplab;
using namespace tcplab::test;

#define TELL(story) QVERIFY2((story).told(), (story).failure())

namespace {

std::vector<Event> lessonNotes(const Trace& trace)
{
    std::vector<Event> notes;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (std::holds_alternative<Note>(trace[i].body) && isOfLesson(trace[i].rule))
            notes.push_back(trace[i]);
    return notes;
}

std::size_t indexOfState(const Trace& trace)
{
    std::size_t i = 0;
    while (!std::holds_alternative<StateChanged>(trace[i].body))
        ++i;
    return i;
}

}  // namespace

class LessonsTest : public QObject {
    Q_OBJECT
private slots:
    void eachRuleIsToldOnce_data()
    {
        QTest::addColumn<ValueMap>("parameters");
        QTest::addColumn<QString>("rule");
        const auto on = [](const char* parameter, const char* rule) {
            QTest::newRow(parameter) << ValueMap{{parameter, {true}}} << QString(rule);
        };
        on("twoWayHandshake", "lesson.two-way-handshake");
        on("fixedIsn", "lesson.fixed-isn");
        on("noTimeWait", "lesson.no-time-wait");
        on("noSillyWindowAvoidance", "lesson.silly-windows");
        on("noRtoBackoff", "lesson.no-backoff");
        on("noCongestionControl", "lesson.no-congestion-control");
        on("noPaws", "lesson.no-paws");
        const auto text = [](const char* row, const char* parameter, const char* value, const char* rule) {
            QTest::newRow(row) << ValueMap{{parameter, {std::string(value)}}} << QString(rule);
        };
        text("finAck never", "finAck", "never merged", "lesson.fin-apart");
        text("finAck always", "finAck", "always merged", "lesson.fin-merged");
        text("cc_none", "congestionControl", "cc_none", "lesson.controller");
    }
    void eachRuleIsToldOnce()
    {
        QFETCH(ValueMap, parameters);
        QFETCH(QString, rule);
        for (const bool active : {true, false}) {
            Story s(parameters);
            if (active)
                s.connect().sends({"SYN", 0});
            else
                s.listen().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1});
            s.after(1s);
            TELL(s);
            const std::vector<Event> notes = lessonNotes(s.trace());
            QCOMPARE(notes.size(), std::size_t{1});
            QCOMPARE(QString::fromStdString(std::string(textOf(notes[0].rule).name)), rule);
            QVERIFY(notes[0].connection.valid() && notes[0].parent.valid());
            // Beside the connection's first state, before anything is sent.
            QCOMPARE(notes[0].at, s.trace()[indexOfState(s.trace())].at);
        }
    }

    void ordinaryRunsTellNothing()
    {
        Story s;
        s.established().send(5000).close().after(100s);
        QVERIFY(lessonNotes(s.trace()).empty());
    }

    void severalRulesAreAllTold()
    {
        Story s({{"noPaws", {true}}, {"fixedIsn", {true}}, {"congestionControl", {std::string("cc_none")}}});
        s.connect().sends({"SYN", 0});
        TELL(s);
        QCOMPARE(lessonNotes(s.trace()).size(), std::size_t{3});
    }

    // RFC 9293 §3.4.1 turned round: every connection begins at 0, so that an old one's segments fit the next.
    void fixedIsn()
    {
        Story s({{"fixedIsn", {true}}});
        s.listen();
        for (int i = 0; i < 2; ++i) {
            s.fromAnotherPeer().arrives({"SYN", 0}).sends({"SYN,ACK", 0, 1}).arrives({"ACK", 1, 1}).accept();
            TELL(s);
            QCOMPARE(s.variables().iss.value(), 0u);
        }
    }
};

QTEST_GUILESS_MAIN(LessonsTest)
#include "lessons_test.moc"
