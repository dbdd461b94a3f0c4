// Chinese is complete: every text of the sources is in the table, translated, and nothing else is.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

class TranslationsTest : public QObject {
    Q_OBJECT

    struct Message {
        QString context;
        QString source;
        QString translation;
        QString type;  // "unfinished", "vanished" or empty
    };

    static QList<Message> messages(const QString& path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QXmlStreamReader xml(&file);
        QList<Message> all;
        QString context;
        while (!xml.atEnd()) {
            if (!xml.readNextStartElement())
                continue;
            if (xml.name() == QLatin1String("name"))
                context = xml.readElementText();
            else if (xml.name() == QLatin1String("message"))
                all.append({context, {}, {}, {}});
            else if (xml.name() == QLatin1String("source"))
                all.last().source = xml.readElementText();
            else if (xml.name() == QLatin1String("translation")) {
                all.last().type = xml.attributes().value(QLatin1String("type")).toString();
                all.last().translation = xml.readElementText();
            }
        }
        return all;
    }

    static QSet<QString> places(const QString& text)
    {
        static const QRegularExpression place(QStringLiteral("%\\d|\\{[a-z0-9]+\\}|\\[\\*\\]|\\*\\.[a-z]+"));
        QSet<QString> found;
        for (auto matches = place.globalMatch(text); matches.hasNext();)
            found.insert(matches.next().captured());
        return found;
    }

    QTemporaryDir folder_;
    QList<Message> messages_;

private slots:
    void initTestCase()
    {
        const QString copy = folder_.filePath(QStringLiteral("copy_zh_CN.ts"));
        QVERIFY(QFile::copy(QStringLiteral(TCPLAB_SOURCE_DIR "/translations/tcplab_zh_CN.ts"), copy));
        QProcess lupdate;
        lupdate.setWorkingDirectory(QStringLiteral(TCPLAB_SOURCE_DIR));
        lupdate.start(QStringLiteral(TCPLAB_LUPDATE),
                      QString(QStringLiteral(
                                  "-silent -locations none -source-language en -target-language zh_CN -I app -I core app core plugins -ts"))
                              .split(u' ') +
                          QStringList{copy});
        QVERIFY(lupdate.waitForFinished(120'000));
        QCOMPARE(lupdate.exitCode(), 0);
        messages_ = messages(copy);
        QVERIFY(messages_.size() > 250);
    }

    void nothingIsUnfinishedOrLeftOver()
    {
        QStringList wrong;
        for (const Message& message : messages_)
            if (!message.type.isEmpty() || message.translation.isEmpty())
                wrong.append(QStringLiteral("%1: \"%2\" is %3").arg(message.context, message.source, message.type));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n') + QStringLiteral("\n(ninja update_translations, then translate)")));
    }

    void placesForFactsAreKept()
    {
        for (const Message& message : messages_)
            QVERIFY2(places(message.source) == places(message.translation), qPrintable(message.source + u'\n' + message.translation));
    }

    // "打开(&O)…": a menu without mnemonics is not reachable by keys.
    void mnemonicsAreKept()
    {
        for (const Message& message : messages_)
            QVERIFY2(message.source.count(u'&') == message.translation.count(u'&'), qPrintable(message.source));
    }

    // lupdate takes a struct from a header for the context, whatever Q_DECLARE_TR_FUNCTIONS says there; the program asks for what
    // it says.
    void textsAreLookedForWhereTheyAre()
    {
        static const QRegularExpression declared(QStringLiteral("struct (\\w+) \\{\\s*Q_DECLARE_TR_FUNCTIONS\\((\\w+)\\)"));
        QSet<QString> contexts;
        for (const Message& message : messages_)
            contexts.insert(message.context);
        int seen = 0;
        for (QDirIterator files(QStringLiteral(TCPLAB_SOURCE_DIR "/app"), QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (auto matches = declared.globalMatch(QString::fromUtf8(file.readAll())); matches.hasNext(); ++seen) {
                const auto match = matches.next();
                const bool same = match.captured(1) == match.captured(2);
                QVERIFY2(same || !contexts.contains(match.captured(1)), qPrintable(file.fileName() + u' ' + match.captured(1)));
            }
        }
        QVERIFY(seen > 3);
    }

    void everyRuleHasItsSentence()
    {
        QFile rules(QStringLiteral(TCPLAB_SOURCE_DIR "/core/trace/rules.inc"));
        QVERIFY(rules.open(QIODevice::ReadOnly));
        const auto written = rules.readAll().count("\nTCPLAB_RULE(");
        QSet<QString> sentences;
        for (const Message& message : messages_)
            if (message.context == QLatin1String("Rule"))
                sentences.insert(message.source);
        QVERIFY(written > 60);
        QVERIFY(sentences.size() >= written * 9 / 10);  // a few rules share a sentence
    }
};

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
