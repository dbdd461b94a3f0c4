// labels.tsv says for every label of RFC 9293, Appendix B, what proves it: scripts under tests/scripts, test functions
// ("tests/wire/tcp_test.cpp:everyFieldReadsBack"), or why nothing can ("n/a: …") or does yet ("open: …").
#include <QtTest>

namespace {

struct Row {
    QString label, section, requirement, proof;
};

QString contentsOf(const QString& path)
{
    QFile file(QStringLiteral(TCPLAB_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QList<Row> rows()
{
    QList<Row> list;
    const QStringList lines = contentsOf(QStringLiteral("tests/rfc9293/labels.tsv")).split('\n', Qt::SkipEmptyParts);
    for (const QString& line : lines.mid(1)) {
        QStringList cells = line.split('\t');
        cells.resize(4);
        list.append({cells[0], cells[1], cells[2], cells[3]});
    }
    return list;
}

// What the RFC's list has: the numbers of each kind run without a gap.
QStringList labelsOfTheRfc()
{
    QStringList labels;
    const std::pair<const char*, int> kinds[] = {{"MUST", 69}, {"SHLD", 31}, {"MAY", 18}, {"REC", 1}};
    for (const auto& [kind, last] : kinds)
        for (int i = 1; i <= last; ++i)
            labels.append(QStringLiteral("%1-%2").arg(QLatin1String(kind)).arg(i));
    return labels;
}

// Why this is no proof; empty when it is one.
QString faultOf(const QString& proof)
{
    if (proof.endsWith(QLatin1String(".pkt"))) {
        if (!proof.startsWith(QLatin1String("tests/scripts/")))
            return QStringLiteral("only scripts under tests/scripts are run");
        return contentsOf(proof).isEmpty() ? QStringLiteral("there is no such script") : QString();
    }
    static const QRegularExpression form(QStringLiteral("^(tests/(\\w+)/(\\w+)\\.cpp):(\\w+)$"));
    const QRegularExpressionMatch named = form.match(proof);
    if (!named.hasMatch())
        return QStringLiteral("neither a script nor FILE:FUNCTION");
    const QString list = contentsOf(QStringLiteral("tests/%1/CMakeLists.txt").arg(named.captured(2)));
    if (!list.contains(QRegularExpression(QStringLiteral("tcplab_test\\(\\w+ %1\\.cpp\\b").arg(named.captured(3)))))
        return QStringLiteral("no test program is made of this file");
    // Qt Test runs what is declared without parameters as a private slot.
    const QString source = contentsOf(named.captured(1));
    const qsizetype slotsBegin = source.indexOf(QLatin1String("private slots:"));
    const QRegularExpression declaration(QStringLiteral("\\bvoid %1\\(\\)").arg(named.captured(4)));
    return slotsBegin >= 0 && source.indexOf(declaration, slotsBegin) >= 0 ? QString() : QStringLiteral("there is no such test function");
}

}  // namespace

class LabelsTest : public QObject {
    Q_OBJECT

private slots:
    void everyLabelHasOneRow()
    {
        QStringList labels;
        for (const Row& row : rows())
            labels.append(row.label);
        QStringList expected = labelsOfTheRfc();
        labels.sort();
        expected.sort();
        QCOMPARE(labels, expected);
    }

    void rowIsProved_data()
    {
        QTest::addColumn<QString>("section");
        QTest::addColumn<QString>("requirement");
        QTest::addColumn<QString>("proof");
        for (const Row& row : rows())
            QTest::newRow(qPrintable(row.label)) << row.section << row.requirement << row.proof;
    }
    void rowIsProved()
    {
        QFETCH(QString, section);
        QFETCH(QString, requirement);
        QFETCH(QString, proof);
        QVERIFY2(QRegularExpression(QStringLiteral("^3(\\.\\d+)+$")).match(section).hasMatch(), qPrintable(section));
        QVERIFY(!requirement.isEmpty());
        if (proof.startsWith(QLatin1String("n/a: ")) || proof.startsWith(QLatin1String("open: "))) {
            QVERIFY2(proof.size() > 15, "a reason belongs here");
            return;
        }
        for (const QString& one : proof.split(QStringLiteral("; "))) {
            const QString fault = faultOf(one);
            QVERIFY2(fault.isEmpty(), qPrintable(one + ": " + fault));
        }
    }

    // No failure: the table has to be honest, not complete.
    void whatIsOpenIsTold()
    {
        int open = 0;
        for (const Row& row : rows()) {
            if (!row.proof.startsWith(QLatin1String("open: ")))
                continue;
            ++open;
            qInfo("%s (%s) is %s", qPrintable(row.label), qPrintable(row.requirement), qPrintable(row.proof));
        }
        qInfo("%d labels are open", open);
    }
};

QTEST_APPLESS_MAIN(LabelsTest)
#include "labels_test.moc"
