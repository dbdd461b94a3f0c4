// Cards, and the values that labs give for the parameters that cards describe.
#include <QtTest>

#include "plugin/card.h"

Q_DECLARE_METATYPE(tcplab::Value)

using namespace tcplab;

namespace {

constexpr std::string_view kGood = R"({
  "id": "link_try", "kind": "link-stage", "version": "0.1.0", "contract": 2,
  "title": {"en": "Try", "zh": "试"}, "summary": {"en": "Tries.", "zh": "试试。"},
  "parameters": [
    {"name": "enabled", "type": "boolean", "default": true, "title": {"en": "Enabled"}},
    {"name": "times", "type": "count", "default": 3, "minimum": 1, "maximum": 10, "title": {"en": "Times"}},
    {"name": "probability", "type": "number", "default": 0, "minimum": 0, "maximum": 1, "title": {"en": "P"}},
    {"name": "delay", "type": "duration", "default": "10 ms", "maximum": "1 h", "title": {"en": "Delay"}},
    {"name": "rate", "type": "rate", "optional": true, "title": {"en": "Rate"}},
    {"name": "buffer", "type": "size", "default": "64 KiB", "title": {"en": "Buffer"}},
    {"name": "label", "type": "text", "default": "", "title": {"en": "Label"}},
    {"name": "mode", "type": "choice", "choices": ["slow", "fast"], "default": "slow", "title": {"en": "Mode"}},
    {"name": "calls", "type": "list", "title": {"en": "Calls"}, "items": [
      {"name": "call", "type": "text", "title": {"en": "Call"}},
      {"name": "at", "type": "duration", "optional": true, "title": {"en": "At"}},
      {"name": "bytes", "type": "count", "default": 0, "title": {"en": "Bytes"}}]}
  ]
})";

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result(text);
    const std::size_t at = result.find(from);
    TCPLAB_ASSURE(at != std::string::npos);
    return result.replace(at, from.size(), to);
}

const std::vector<ParameterSpec>& specs()
{
    static const Card card = parseCard(kGood).value();
    return card.parameters;
}

QString said(const Problem& problem) { return QString::fromStdString(describe(problem) + " [" + problem.path + "]"); }

}  // namespace

class CardTest : public QObject {
    Q_OBJECT

private slots:
    void aCardIsRead()
    {
        const Card card = parseCard(kGood).value();
        QCOMPARE(card.id, std::string("link_try"));
        QCOMPARE(card.kind, PluginKind::LinkStage);
        QCOMPARE(card.version, std::string("0.1.0"));
        QCOMPARE(card.contract, 2);
        QCOMPARE(card.title.zh, std::string("试"));
        QCOMPARE(card.parameters.size(), std::size_t{9});
        const ParameterSpec& delay = card.parameters[3];
        QCOMPARE(delay.type, ParameterType::Duration);
        QVERIFY(delay.defaultValue == Value{std::int64_t{10'000'000}});
        QVERIFY(delay.minimum == Value{std::int64_t{0}});
        QVERIFY(delay.maximum == Value{std::int64_t{3'600'000'000'000}});
        QVERIFY(card.parameters[4].optional);
        QVERIFY(card.parameters[8].items[0].required);
    }

    void whatAControllerMeasuresIsRead()
    {
        const std::string controller = R"({"id": "cc_try", "kind": "congestion-control", "version": "1", "contract": 2,
  "title": {"en": "Try"}, "counterfactual": true,
  "readings": [{"name": "w_max", "unit": "octets", "title": {"en": "W_max", "zh": "最大"}},
               {"name": "k", "unit": "seconds", "title": {"en": "K"}}]})";
        const Card card = parseCard(controller).value();
        QVERIFY(card.counterfactual);
        QCOMPARE(card.readings.size(), std::size_t{2});
        QVERIFY((card.readings[0] == ReadingSpec{"w_max", ReadingUnit::Octets, {"W_max", "最大"}}));
        QCOMPARE(card.readings[1].unit, ReadingUnit::Seconds);
        QVERIFY(!parseCard(kGood)->counterfactual);
        for (const auto& [from, to, sentence] :
             {std::tuple("octets", "kilos", "must be one of number, segments, octets, seconds, bit/s"),
              std::tuple("w_max", "W_max", "small letter"), std::tuple("unit", "units", "\"unit\" is missing"),
              std::tuple("{\"en\": \"K\"}", "{}", "\"title\" is missing"),
              std::tuple("congestion-control", "app", "\"readings\" is not known")}) {
            const Result<Card> wrong = parseCard(replaced(controller, from, to));
            QVERIFY(!wrong);
            QVERIFY2(said(wrong.error()).contains(sentence), qPrintable(said(wrong.error())));
        }
    }

    void aWrongCardSaysWhereAndWhat_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<int>("line");
        const auto row = [](const char* name, const char* from, const char* to, const char* sentence, int line) {
            QTest::newRow(name) << from << to << sentence << line;
        };
        row("no JSON", "\"kind\":", "\"kind\"", "A colon must stand here", 2);
        row("kind", "link-stage", "link", "must be one of engine, congestion-control, link-stage, app, packet-io", 2);
        row("id", "link_try", "Link Try", "small letters", 2);
        row("no version", "\"version\": \"0.1.0\", ", "", "\"version\" is missing", 1);
        row("no contract", "\"contract\": 2,", "", "\"contract\" is missing", 1);
        row("type", "\"type\": \"boolean\"", "\"type\": \"bool\"", "must be one of boolean, count", 5);
        row("default of another type", "\"default\": true", "\"default\": 1", "default", 5);
        row("default out of range", "\"default\": 3", "\"default\": 30", "at most 10", 6);
        row("limits crossed", "\"minimum\": 1,", "\"minimum\": 11,", "below", 6);
        row("unit", "\"default\": \"10 ms\"", "\"default\": \"10 m\"", "units h, min, s", 8);
        row("choice", "\"default\": \"slow\"", "\"default\": \"slower\"", "one of slow, fast", 12);
        row("no choices", "[\"slow\", \"fast\"]", "[]", "at least one", 12);
        row("twice", "\"name\": \"times\"", "\"name\": \"enabled\"", "two parameters", 6);
        row("name", "\"name\": \"times\"", "\"name\": \"how-often\"", "camelCase", 6);
        row("name with a capital", "\"name\": \"times\"", "\"name\": \"HowOften\"", "camelCase", 6);
        row("unknown key", "\"minimum\": 1,", "\"minimun\": 1,", "Did you mean \"minimum\"?", 6);
        row("optional with default", "\"optional\": true, \"title\": {\"en\": \"Rate\"}",
            "\"optional\": true, \"default\": \"1 bit/s\", \"title\": {\"en\": \"Rate\"}", "no default", 9);
        row("title", "{\"en\": \"Enabled\"}", "{\"zh\": \"开\"}", "\"title\" is missing", 5);
    }

    void aWrongCardSaysWhereAndWhat()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, sentence);
        QFETCH(int, line);
        const Result<Card> card = parseCard(replaced(kGood, from.toStdString(), to.toStdString()));
        QVERIFY(!card);
        QVERIFY2(said(card.error()).contains(sentence), qPrintable(said(card.error())));
        QCOMPARE(card.error().line, line);
    }

    void nothingGivenMeansDefaults()
    {
        const Parameters parameters = normalize(specs(), {}).value();
        QVERIFY(parameters.boolean("enabled"));
        QCOMPARE(parameters.count("times"), 3);
        QCOMPARE(parameters.number("probability"), 0.0);
        QCOMPARE(parameters.duration("delay"), Duration(10ms));
        QVERIFY(!parameters.has("rate"));
        QCOMPARE(parameters.size("buffer"), 65536);
        QCOMPARE(parameters.text("mode"), std::string("slow"));
        QVERIFY(parameters.entries("calls").empty());
    }

    void givenValuesAreRead()
    {
        const Value calls{ValueList{Value{ValueMap{{"call", Value{std::string("send")}}, {"at", Value{std::string("2 s")}}}}}};
        const Parameters parameters = normalize(specs(), {{"delay", Value{std::string("1.5 s")}},
                                                          {"rate", Value{std::string("10 Mbit/s")}},
                                                          {"probability", Value{std::int64_t{1}}},
                                                          {"calls", calls}})
                                          .value();
        QCOMPARE(parameters.duration("delay"), Duration(1500ms));
        QCOMPARE(parameters.rate("rate").bitsPerSecond(), 10'000'000);
        QCOMPARE(parameters.number("probability"), 1.0);
        const Parameters call = parameters.entries("calls").at(0);
        QCOMPARE(call.text("call"), std::string("send"));
        QCOMPARE(call.duration("at"), Duration(2s));
        QCOMPARE(call.count("bytes"), 0);
    }

    void whatIsMadeOfParametersIsSharedWithThem()
    {
        const Parameters parameters = normalize(specs(), {}).value();
        int made = 0;
        const auto makeText = [&made] { return std::to_string(++made); };
        const auto first = parameters.once<std::string>(makeText);
        const Parameters copy = parameters;
        QCOMPARE(copy.once<std::string>(makeText), first);
        QCOMPARE(*first, std::string("1"));
        const auto other = normalize(specs(), {})->once<std::string>(makeText);
        QCOMPARE(*other, std::string("2"));
        QCOMPARE(*parameters.once<int>([] { return 7; }), 7);
    }

    void wrongValuesAreProblems_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ValueMap>("given");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, ValueMap given, const char* path, const char* sentence) {
            QTest::newRow(name) << name << given << path << sentence;
        };
        const auto text = [](const char* t) { return Value{std::string(t)}; };
        const auto call = [](ValueMap members) {
            return Value{ValueList{Value{ValueMap{{"call", Value{std::string("x")}}}}, Value{std::move(members)}}};
        };
        row("near name", {{"dealy", text("1 s")}}, "/dealy", "There is no parameter \"dealy\". Did you mean \"delay\"?");
        row("far name", {{"colour", text("red")}}, "/colour", "Known here: enabled, times, probability");
        row("type", {{"times", text("3")}}, "/times", "times must be a whole number.");
        row("fraction", {{"times", Value{1.5}}}, "/times", "whole number");
        row("below", {{"times", Value{std::int64_t{0}}}}, "/times", "times is 0, but must be at least 1.");
        row("above", {{"delay", text("2 h")}}, "/delay", "delay is 2 h, but must be at most 1 h.");
        row("negative time", {{"delay", text("-1 ns")}}, "/delay", "at least 0 ns");
        row("number as time", {{"delay", Value{std::int64_t{20}}}}, "/delay", "such as \"20 ms\"");
        row("unit", {{"buffer", text("64 K")}}, "/buffer", "units");
        row("infinite", {{"probability", Value{1e308 * 10}}}, "/probability", "must be a number");
        row("choice", {{"mode", text("medium")}}, "/mode", "take one of slow, fast");
        row("entry's member", {{"calls", call({{"call", text("send")}, {"at", text("soon")}})}}, "/calls/1/at",
            "\"soon\" is not a duration");
        row("entry without required", {{"calls", call({})}}, "/calls/1", "The parameter \"call\" is missing");
        row("entry's unknown member", {{"calls", call({{"call", text("send")}, {"byte", Value{std::int64_t{1}}}})}}, "/calls/1/byte",
            "Did you mean \"bytes\"?");
        row("entry no object", {{"calls", Value{ValueList{text("send")}}}}, "/calls/0", "object");
    }

    void wrongValuesAreProblems()
    {
        QFETCH(ValueMap, given);
        QFETCH(QString, path);
        QFETCH(QString, sentence);
        const Result<Parameters> parameters = normalize(specs(), given);
        QVERIFY(!parameters);
        QCOMPARE(QString::fromStdString(parameters.error().path), path);
        QVERIFY2(said(parameters.error()).contains(sentence), qPrintable(said(parameters.error())));
    }
};

QTEST_GUILESS_MAIN(CardTest)
#include "card_test.moc"
