// The Code view: where a program is when the cursor says so, and how it follows and leads the selection.
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

#include "support/trace_builder.h"
#include "views/code/code_view.h"

using namespace tcplab;

namespace {

constexpr const char* kClientText = "int main(void)\n{\n    connect(s);\n    send(s);\n    close(s);\n}\n";
constexpr const char* kServerText = "int main(void)\n{\n    accept(s);\n}\n";

Instant at(Duration since) { return kStart + since; }

// connect 10 … 50 ms, send at 50 ms and at 60 ms, close at 70 ms; accept from 0 on, for ever.
struct Story {
    explicit Story(bool withPrograms = true)
    {
        const HostId client = recorder.addHost("client", Ipv4Address{1}), server = recorder.addHost("server", Ipv4Address{2});
        if (withPrograms) {
            clientProgram = recorder.addProgram(client, "app_script", kClientText);
            serverProgram = recorder.addProgram(server, "app_script", kServerText);
        }
        accept = begin(0ms, server, "accept()", serverProgram, 3);
        connect = begin(10ms, client, "connect(10.0.0.2:80)", clientProgram, 3);
        returns(50ms, client, connect, 0);
        firstSend = begin(50ms, client, "send(5)", clientProgram, 4);
        returns(50ms, client, firstSend, 5);
        secondSend = begin(60ms, client, "send(7)", clientProgram, 4);
        returns(60ms, client, secondSend, 7);
        close = begin(70ms, client, "close()", clientProgram, 5);
        closed = returns(70ms, client, close, 0);
        recorder.record(at(100ms), {client}, {Rule::Program}, Note{});
        exchange = exchangeOf(trace);
    }

    EventId begin(Duration since, HostId host, const char* call, ProgramId program, std::uint16_t line)
    {
        return recorder.record(at(since), {host}, {Rule::Program}, CallBegun{recorder.text(call), SocketId(3), program, line});
    }
    EventId returns(Duration since, HostId host, EventId begun, std::int64_t value)
    {
        return recorder.record(at(since), {host}, {Rule::CallReturns, begun}, CallReturned{begun, value, 0});
    }

    std::shared_ptr<const Trace> shared() const
    {
        return {&trace, [](const Trace*) {}};
    }
    std::shared_ptr<const Exchange> sharedExchange() const
    {
        return {&exchange, [](const Exchange*) {}};
    }

    Trace trace;
    Recorder recorder{trace};
    ProgramId clientProgram, serverProgram;
    EventId accept, connect, firstSend, secondSend, close, closed;
    Exchange exchange;
};

std::vector<std::pair<int, bool>> lines(const ProgramCalls& calls, Duration since)
{
    std::vector<std::pair<int, bool>> found;
    for (const ProgramCalls::Line& line : calls.at(at(since)))
        found.emplace_back(line.number, line.waits);
    return found;
}

// As they are shown: behind the last one is no other.
QString linesOf(const char* text) { return QString::fromLatin1(text).chopped(1); }

using Lines = std::vector<std::pair<int, bool>>;

}  // namespace

class ViewsCodeTest : public QObject {
    Q_OBJECT

private slots:
    void theLineFollowsTheInstant()
    {
        const Story story;
        const ProgramCalls client(story.trace, story.exchange, story.clientProgram);
        QCOMPARE(lines(client, 5ms), Lines{});
        QCOMPARE(lines(client, 10ms), (Lines{{3, true}}));
        QCOMPARE(lines(client, 49ms), (Lines{{3, true}}));
        QCOMPARE(lines(client, 50ms), (Lines{{4, false}}));
        QCOMPARE(lines(client, 65ms), (Lines{{4, false}}));
        QCOMPARE(lines(client, 99ms), (Lines{{5, false}}));
        const ProgramCalls server(story.trace, story.exchange, story.serverProgram);
        QCOMPARE(lines(server, 0ms), (Lines{{3, true}}));
        QCOMPARE(lines(server, 100ms), (Lines{{3, true}}));  // it waits beyond the end
    }

    void theCallOfALine()
    {
        const Story story;
        const ProgramCalls client(story.trace, story.exchange, story.clientProgram);
        const auto begun = [&](std::uint16_t line, Duration since) { return story.exchange.calls[*client.callAt(line, at(since))].begun; };
        QVERIFY(begun(4, 0ms) == story.firstSend);
        QVERIFY(begun(4, 59ms) == story.firstSend);
        QVERIFY(begun(4, 90ms) == story.secondSend);
        QVERIFY(begun(3, 90ms) == story.connect);
        QVERIFY(!client.callAt(1, at(0ms)));
        QCOMPARE(client.lineOf(story.secondSend).value_or(0), std::uint16_t{4});
        QCOMPARE(client.lineOf(story.closed).value_or(0), std::uint16_t{5});
        QVERIFY(!client.lineOf(story.accept) && !client.lineOf(EventId{}) && !client.lineOf(EventId{9999}));
    }

    void severalThreadsWaitAtOnce()
    {
        Story story;
        const EventId second = story.begin(110ms, HostId(1), "accept()", story.serverProgram, 3);
        const EventId third = story.begin(120ms, HostId(1), "recv(5)", story.serverProgram, 4);
        story.returns(130ms, HostId(1), second, 4);
        story.returns(140ms, HostId(1), third, 4);
        const Exchange exchange = exchangeOf(story.trace);
        const ProgramCalls server(story.trace, exchange, story.serverProgram);
        QCOMPARE(lines(server, 125ms), (Lines{{3, true}, {4, true}}));
        QCOMPARE(lines(server, 135ms), (Lines{{3, true}, {4, true}}));
        QCOMPARE(lines(server, 140ms), (Lines{{3, true}}));
        QVERIFY(exchange.calls[*server.callAt(3, at(135ms))].begun == story.accept);
    }

    void theViewFollowsTheCursor()
    {
        Story story;
        Selection selection;
        CodeView view(selection);
        view.setLook(Theme(), Fonts());
        view.show(story.shared(), story.sharedExchange());
        QCOMPARE(view.programs(), (QStringList{QStringLiteral("client"), QStringLiteral("server")}));
        QCOMPARE(view.pane(0).toPlainText(), linesOf(kClientText));
        QCOMPARE(view.pane(1).toPlainText(), linesOf(kServerText));
        selection.setCursor(at(20ms));
        QCOMPARE(view.pane(0).marks().size(), std::size_t{1});
        QCOMPARE(view.pane(0).marks().front().line, 3);
        QVERIFY(view.pane(0).marks().front().waits);
        QVERIFY(view.pane(0).marks().front().note.contains(QStringLiteral("10")));
        selection.select(story.secondSend, at(60ms));
        QCOMPARE(view.pane(0).selectedLine(), 4);
        QVERIFY(view.pane(0).marks().front().note.contains(QStringLiteral("7")));
        QCOMPARE(view.pane(1).selectedLine(), 0);
        view.choose(0, 1);
        QCOMPARE(view.pane(0).toPlainText(), linesOf(kServerText));
        // Another run of the same lab: the choice stays.
        Story again;
        view.show(again.shared(), again.sharedExchange());
        QCOMPARE(view.pane(0).toPlainText(), linesOf(kServerText));
        view.show(std::make_shared<const Trace>(), std::make_shared<const Exchange>());
    }

    void aLineLeadsToItsCall()
    {
        Story story;
        Selection selection;
        CodeView view(selection);
        view.setLook(Theme(), Fonts());
        view.show(story.shared(), story.sharedExchange());
        view.resize(900, 300);
        view.QWidget::show();
        ProgramPane& pane = view.pane(0);
        pane.setFocus();
        QTest::keyClick(&pane, Qt::Key_Down);
        QVERIFY(!selection.selected().valid());  // nothing is called there
        QTest::keyClick(&pane, Qt::Key_Down);
        QVERIFY(selection.selected() == story.connect);
        QVERIFY(selection.cursor() == at(10ms));
        QTextCursor cursor(pane.document()->findBlockByNumber(4));
        QTest::mouseClick(pane.viewport(), Qt::LeftButton, {}, pane.cursorRect(cursor).center() + QPoint(3, 0));
        QVERIFY(selection.selected() == story.close);
        QVERIFY(selection.cursor() == at(70ms));
        QVERIFY(pane.isReadOnly());
    }

    void tellsWhenNothingIsKnown()
    {
        Story story(false);
        Selection selection;
        CodeView view(selection);
        view.setLook(Theme(ThemeKind::Dark), Fonts());
        view.resize(600, 300);
        view.QWidget::show();
        view.show(story.shared(), story.sharedExchange());
        QVERIFY(view.programs().isEmpty());
        QVERIFY(!view.pane(0).isVisible() && !view.pane(1).isVisible());
        QVERIFY(!view.findChild<QLabel*>()->text().isEmpty() && view.findChild<QLabel*>()->isVisible());
        selection.setCursor(at(20ms));
    }

    // A picture is scrolled by nobody: what is too long goes on below.
    void linesOfAPictureAreWhole()
    {
        Story story;
        Selection selection;
        CodeView view(selection);
        view.setLook(Theme(), Fonts());
        view.show(story.shared(), story.sharedExchange());
        const auto lastInk = [&](int width) {
            QImage image(width, 600, QImage::Format_RGB32);
            QPainter painter(&image);
            view.paintOn(painter, image.size());
            painter.end();
            for (int y = image.height() - 1; y > 0; --y)
                for (int x = 30; x < width / 2 - 20; ++x)
                    if (image.pixelColor(x, y) == Theme()[Colour::Text])
                        return y;
            return 0;
        };
        QVERIFY(lastInk(1600) > 0);
        QVERIFY(lastInk(300) > lastInk(1600));
    }

    void drawsTheLineThatWaits()
    {
        Story story;
        Selection selection;
        selection.setCursor(at(20ms));
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            CodeView view(selection);
            const Theme theme(kind);
            view.setLook(theme, Fonts());
            view.show(story.shared(), story.sharedExchange());
            QImage image(800, 300, QImage::Format_RGB32);
            QPainter painter(&image);
            view.paintOn(painter, image.size());
            painter.end();
            std::size_t highlighted = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    highlighted += image.pixelColor(x, y) == theme[Colour::Highlight] ? 1 : 0;
            QVERIFY2(highlighted > 5000, qPrintable(QString::number(highlighted)));  // a row in each of two columns
            QCOMPARE(view.pane(0).lineWrapMode(), QPlainTextEdit::NoWrap);
        }
    }
};

QTEST_MAIN(ViewsCodeTest)
#include "views_code_test.moc"
