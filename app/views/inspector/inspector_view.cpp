#include "views/inspector/inspector_view.h"

#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include "look/sentences.h"
#include "views/inspector/texts.h"

namespace tcplab {

InspectorView::InspectorView(Selection& selection, QWidget* parent)
    : QWidget(parent), selection_(selection), why_(new QTextBrowser), tabs_(new QTabWidget), scroll_(new QScrollArea),
      datagram_(new DatagramPane), connection_(new QTextBrowser)
{
    for (QTextBrowser* browser : {why_, connection_}) {
        browser->setOpenLinks(false);
        browser->setFrameShape(QFrame::NoFrame);
        browser->document()->setDocumentMargin(10);
    }
    scroll_->setWidget(datagram_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    tabs_->setDocumentMode(true);
    tabs_->addTab(scroll_, {});
    tabs_->addTab(connection_, {});
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(why_);
    splitter->addWidget(tabs_);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(splitter);

    connect(why_, &QTextBrowser::anchorClicked, this, &InspectorView::follow);
    connect(&selection_, &Selection::selectionChanged, this, &InspectorView::showSelected);
    connect(&selection_, &Selection::cursorMoved, this, &InspectorView::showConnection);
    retranslate();
}

InspectorView::~InspectorView() = default;

void InspectorView::show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
{
    trace_ = std::move(trace);
    exchange_ = std::move(exchange);
    numbers_ = trace_ ? std::make_unique<InitialNumbers>(*trace_) : nullptr;
    showSelected(selection_.selected());
}

void InspectorView::setLook(const Theme& theme, const Fonts& fonts)
{
    theme_ = theme;
    fonts_ = fonts;
    for (QTextBrowser* browser : {why_, connection_}) {
        QPalette palette = theme.palette();
        browser->setPalette(palette);
        browser->setFont(fonts.text());
    }
    datagram_->setLook(theme, fonts);
    showSelected(selection_.selected());
}

void InspectorView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void InspectorView::retranslate()
{
    why_->setAccessibleName(tr("Why"));
    connection_->setAccessibleName(tr("Connection"));
    tabs_->setTabText(0, tr("Header and bytes"));
    tabs_->setTabText(1, tr("Connection"));
    showSelected(selection_.selected());
}

// An event of the run before may not exist in this one.
EventId InspectorView::known(EventId event) const { return trace_ && event.valid() && event.number() < trace_->size() ? event : EventId{}; }

void InspectorView::showSelected(EventId selected)
{
    const EventId event = known(selected);
    if (event.valid()) {
        const TimeScale scale(*exchange_);
        why_->setHtml(whyHtml(*trace_, *numbers_, scale, event, theme_));
        const EventId datagram = datagramEvent(*trace_, event);
        const QString what = datagram.valid() ? eventText(*trace_, *numbers_, datagram) : QString();
        datagram_->show(trace_, *numbers_, datagram, datagram == event ? what : tr("Led to it: %1").arg(what));
    } else {
        why_->setHtml(
            QStringLiteral("<p>%1</p>").arg(tr("Select a segment, a state, a call or a timer on the timeline to see why it happened.")));
        if (trace_)
            datagram_->show(trace_, *numbers_, EventId{}, {});
    }
    showConnection();
}

void InspectorView::showConnection()
{
    if (!trace_)
        return;
    const ConnectionId connection = connectionOf(*trace_, known(selection_.selected()));
    const QString at = tr("At %1").arg(TimeScale(*exchange_).text(selection_.cursor()));
    connection_->setHtml(QStringLiteral("<p>%1</p>").arg(at) +
                         connectionHtml(*trace_, *exchange_, connection, selection_.cursor(), theme_));
}

void InspectorView::follow(const QUrl& link)
{
    const EventId event = known(EventId{link.path().toUInt()});
    if (link.scheme() == QLatin1String("event") && event.valid())
        selection_.select(event, (*trace_)[event].at);
}

}  // namespace tcplab
