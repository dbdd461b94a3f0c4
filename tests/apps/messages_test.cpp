// Messages in a stream (lab F2 of the catalogue): how they stick together, and what keeps them apart.
#include <QtTest>

#include <fmt/ranges.h>

#include "app_messages/framing.h"
#include "app_messages/plugin.h"
#include "fake_sockets.h"

using namespace tcplab;
using app_messages::Framing;

namespace {

Framing framing(const std::string& name, const std::string& size = "8 B")
{
    Catalogue catalogue;
    app_messages::contribute(catalogue);
    return Framing(normalize(catalogue.card("app_messages")->parameters, {{"framing", Value{name}}, {"fixedSize", Value{size}}}).value());
}

ValueMap message(const std::string& text, const std::string& after = "0 ns") { return {{"text", Value{text}}, {"after", Value{after}}}; }

std::vector<std::string> received(const std::string& framing, const ValueMap& more = {})
{
    FakeHost host;
    ValueMap receiver{{"framing", Value{framing}}}, sender{{"role", Value{std::string("sender")}}, {"framing", Value{framing}}};
    receiver.insert(more.begin(), more.end());
    sender["messages"] = Value{ValueList{Value{message("one")}, Value{message("twelve")}, Value{message("x", "1 s")}}};
    host.add(app_messages::contribute, "app_messages", receiver);
    host.add(app_messages::contribute, "app_messages", sender);
    host.run();
    std::vector<std::string> texts;
    for (const auto& [rule, text] : host.notes)
        if (rule == Rule::AppMessage)
            texts.push_back(text);
    return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

class MessagesTest : public QObject {
    Q_OBJECT
private slots:
    // A stream keeps no boundaries: what was there when the program looked is one "message".
    void withoutFramingTheyStick()
    {
        QCOMPARE(QString::fromStdString(fmt::format("{}", fmt::join(received("none", {{"readEvery", Value{std::string("500 ms")}}}), "|"))),
                 QStringLiteral("onetwelve|x"));
        QCOMPARE(QString::fromStdString(fmt::format("{}", fmt::join(received("none", {{"room", Value{std::string("4 B")}}}), "|"))),
                 QStringLiteral("onet|welv|e|x"));
    }

    void framingKeepsThemApart_data()
    {
        QTest::addColumn<std::string>("name");
        for (const char* name : {"delimiter", "lengthPrefix", "fixedSize"})
            QTest::newRow(name) << std::string(name);
    }
    void framingKeepsThemApart()
    {
        QFETCH(std::string, name);
        const Texts all{"one", "twelve", "x"};
        QCOMPARE(received(name), all);
        QCOMPARE(received(name, {{"room", Value{std::string("1 B")}}}), all);  // also when they come in pieces
        // And when they come together.
        const Framing framed = framing(name);
        std::string stream = framed.framed("one") + framed.framed("twelve") + framed.framed("x") + framed.framed("not whole");
        stream.pop_back();
        QCOMPARE(framed.next(stream), std::string("one"));
        QCOMPARE(framed.next(stream), std::string("twelve"));
        QCOMPARE(framed.next(stream), std::string("x"));
        QVERIFY(!framed.next(stream));
    }

    // What a framing cannot say is cut where it can.
    void messagesThatDoNotFit()
    {
        std::string stream = framing("delimiter").framed("two\nlines");
        QCOMPARE(framing("delimiter").next(stream), std::string("two"));
        stream = framing("fixedSize").framed("more than eight");
        QCOMPARE(framing("fixedSize").next(stream), std::string("more tha"));
        stream = framing("lengthPrefix").framed(std::string(70'000, 'x'));
        QCOMPARE(framing("lengthPrefix").next(stream).value().size(), std::size_t{65'535});
        QVERIFY(stream.empty());
        stream = framing("lengthPrefix").framed("");
        QCOMPARE(framing("lengthPrefix").next(stream), std::string());
    }
};

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
