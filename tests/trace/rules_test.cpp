// The tables of the Trace: rules with their RFC sections, the states' names, the state diagram.
#include <QtTest>

#include <set>

#include "trace/rule.h"
#include "trace/transitions.h"

using namespace tcplab;

class RulesTest : public QObject {
    Q_OBJECT

private slots:
    void everyRuleNamesItsSection_data()
    {
        QTest::addColumn<quint16>("number");
        for (std::size_t i = 0; i < ruleCount(); ++i)
            QTest::addRow("%s", std::string(textOf(static_cast<Rule>(i)).name).c_str()) << static_cast<quint16>(i);
    }
    void everyRuleNamesItsSection()
    {
        QFETCH(quint16, number);
        const auto rule = static_cast<Rule>(number);
        const RuleText& text = textOf(rule);
        const auto matches = [](std::string_view view, const char* pattern) {
            return QRegularExpression(QRegularExpression::anchoredPattern(pattern))
                .match(QString::fromUtf8(view.data(), static_cast<int>(view.size())))
                .hasMatch();
        };
        QVERIFY(matches(text.name, "[a-z0-9]+([.-][a-z0-9]+)*"));
        QVERIFY(matches(text.document, "RFC [0-9]{3,4}|draft-ietf-[a-z0-9-]+"));                  // a draft where there is no RFC yet
        QVERIFY(matches(text.section, "([0-9]+|[A-Z])([.][0-9]+)*|[A-Z][a-z]+( [A-Z][a-z]+)+"));  // old RFCs have only titles
        QVERIFY(matches(text.sentence, "[^ ].+[.]"));
        QVERIFY2(matches(text.sentence, "([^{}]|[{](try|rto|seq|ack|length|window|cwnd|ssthresh|state|bytes)[}])*"),
                 "an unknown word in braces");
        QVERIFY2(ruleNamed(text.name) == rule, "another rule has the same name");
    }

    void unknownRulesAreUnknown() { QVERIFY(!ruleNamed("tcp.no-such-rule").has_value()); }

    void statesHaveTheNamesOfTheRfc()
    {
        QCOMPARE(name(TcpState::Closed), std::string_view("CLOSED"));
        QCOMPARE(name(TcpState::SynReceived), std::string_view("SYN-RECEIVED"));
        QCOMPARE(name(TcpState::TimeWait), std::string_view("TIME-WAIT"));
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < kTcpStateCount; ++i)
            names.insert(name(static_cast<TcpState>(i)));
        QCOMPARE(names.size(), kTcpStateCount);
    }

    // The arrows of RFC 9293, figure 5. ("CLOSED" stands for "no connection".)
    void figureIsInTheTable()
    {
        using S = TcpState;
        const std::pair<S, S> arrows[] = {
            {S::Closed, S::Listen},         {S::Closed, S::SynSent},       {S::Listen, S::Closed},           {S::Listen, S::SynSent},
            {S::Listen, S::SynReceived},    {S::SynSent, S::Closed},       {S::SynSent, S::SynReceived},     {S::SynSent, S::Established},
            {S::SynReceived, S::Listen},    {S::SynReceived, S::FinWait1}, {S::SynReceived, S::Established}, {S::Established, S::FinWait1},
            {S::Established, S::CloseWait}, {S::FinWait1, S::FinWait2},    {S::FinWait1, S::Closing},        {S::FinWait1, S::TimeWait},
            {S::FinWait2, S::TimeWait},     {S::CloseWait, S::LastAck},    {S::Closing, S::TimeWait},        {S::LastAck, S::Closed},
            {S::TimeWait, S::Closed},
        };
        for (const auto& [from, to] : arrows)
            QVERIFY2(transition(from, to) != nullptr, (std::string(name(from)) + " to " + std::string(name(to))).c_str());
        // Beyond the figure: connections that end early (§3.10.4, §3.10.5, §3.10.7.4), and a FIN that comes with
        // the last segment of the handshake.
        std::set<std::pair<S, S>> beyond;
        for (const Transition& t : tcpTransitions())
            if (std::find(std::begin(arrows), std::end(arrows), std::pair{t.from, t.to}) == std::end(arrows))
                beyond.insert({t.from, t.to});
        const std::set<std::pair<S, S>> expected{
            {S::SynReceived, S::CloseWait}, {S::SynReceived, S::Closed}, {S::Established, S::Closed}, {S::FinWait1, S::Closed},
            {S::FinWait2, S::Closed},       {S::CloseWait, S::Closed},   {S::Closing, S::Closed},
        };
        QCOMPARE(beyond, expected);
        QVERIFY(transition(S::TimeWait, S::Established) == nullptr);
    }
};

QTEST_GUILESS_MAIN(RulesTest)
#include "rules_test.moc"
