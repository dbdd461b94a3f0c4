// Colours that can be read, fonts that are there, facts as short texts.
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QTest>

#include "look/fonts.h"
#include "look/format.h"
#include "look/theme.h"

using namespace tcplab;

class LookTest : public QObject {
    Q_OBJECT

private slots:
    void textStandsOutFromItsGround();
    void fontsHaveChinese();
    void durationsAreShort();
    void instantsOfOnePictureAreAlike();
};

void LookTest::textStandsOutFromItsGround()
{
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
        const Theme theme(kind);
        for (int i = static_cast<int>(Colour::Text); i < static_cast<int>(Colour::OnColour); ++i)
            for (const Colour ground : {Colour::Page, Colour::Panel}) {
                const double reached = contrast(theme[static_cast<Colour>(i)], theme[ground]);
                QVERIFY2(reached >= 4.5, qPrintable(QString("colour %1 on %2: %3").arg(i).arg(static_cast<int>(ground)).arg(reached)));
            }
        for (const Colour mark : {Colour::Retransmission, Colour::Cursor, Colour::Accent})
            QVERIFY(contrast(theme[Colour::OnColour], theme[mark]) >= 4.5);
        QVERIFY(contrast(theme[Colour::Text], theme[Colour::Highlight]) >= 4.5);
    }
}

void LookTest::fontsHaveChinese()
{
    if (QFontDatabase::families(QFontDatabase::SimplifiedChinese).isEmpty())
        QSKIP("no font with Chinese is installed");
    const Fonts fonts(13);
    QVERIFY(QFontMetricsF(fonts.text()).inFont(QChar(u'重')));
    QVERIFY(Fonts(3).pixels() >= Fonts::kSmallest);
    const QFontMetricsF mono(fonts.mono());
    QCOMPARE(mono.horizontalAdvance(u'0'), mono.horizontalAdvance(u'f'));
}

void LookTest::durationsAreShort()
{
    QCOMPARE(durationText(0ns), QString("0 s"));
    QCOMPARE(durationText(999ns), QString("999 ns"));
    QCOMPARE(durationText(1500us), QString("1.5 ms"));
    QCOMPARE(durationText(20ms), QString("20 ms"));
    QCOMPARE(durationText(1020ms), QString("1.02 s"));
    QCOMPARE(durationText(63s), QString("63 s"));
    QCOMPARE(durationText(7200s), QString("2 h"));
    QCOMPARE(durationText(7875s), QString("2 h 11 min"));
    QCOMPARE(durationText(-20ms), QString("−20 ms"));
}

void LookTest::instantsOfOnePictureAreAlike()
{
    const TimeScale wide(70s, 2ms);
    QCOMPARE(wide.text(kStart + 1020ms), QString("1.020 s"));
    QCOMPARE(wide.number(kStart), QString("0.000"));
    const TimeScale narrow(90ms, 2ms);
    QCOMPARE(narrow.text(kStart + 40ms), QString("40 ms"));
    const TimeScale hours(7200s, 10s);
    QCOMPARE(hours.text(kStart + 3725s), QString("1:02:05"));
}

QTEST_MAIN(LookTest)
#include "look_test.moc"
