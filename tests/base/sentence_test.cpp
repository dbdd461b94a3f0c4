// Sentences in English and in another language.
#include <QtTest>

#include "base/result.h"

using namespace tcplab;

namespace {

std::string shouted(const char* pattern)
{
    std::string text(pattern);
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

class SentenceTest : public QObject {
    Q_OBJECT

private slots:
    void wordsStandInTheirPlaces()
    {
        QCOMPARE(Sentence("{1} before {0}", std::string("a"), 7).english(), std::string("7 before a"));
        QCOMPARE(Sentence("{0}{0} {2}", std::string("a")).english(), std::string("aa {2}"));
        QVERIFY(Sentence().empty() && Sentence().english().empty());
    }

    void namesAreNotTranslatedAndPiecesAre()
    {
        const Sentence sentence("{0} must be {1}.", std::string("mtu"), Sentence("a number"));
        QCOMPARE(sentence.english(), std::string("mtu must be a number."));
        QCOMPARE(sentence.in(shouted), std::string("mtu MUST BE A NUMBER."));
    }

    // What a file says must not be taken for a place.
    void wordsAreNotFilledInAgain()
    {
        QCOMPARE(Sentence("\"{0}\" and {1}", std::string("{1}"), std::string("b")).english(), std::string("\"{1}\" and b"));
    }

    void theLineIsTranslatedToo()
    {
        QCOMPARE(described(Problem{{}, 3, 7, {}, "It is wrong."}).in(shouted), std::string("LINE 3:7: IT IS WRONG."));
        QCOMPARE(described(Problem{"a.tcplab", 3, 7, {}, "It is wrong."}).in(shouted), std::string("a.tcplab:3:7: IT IS WRONG."));
    }
};

QTEST_GUILESS_MAIN(SentenceTest)
#include "sentence_test.moc"
