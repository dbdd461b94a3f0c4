// The inspector: why, header and bytes of the selected event, and the connection's variables at the cursor.
#pragma once

#include <memory>
#include <optional>

#include <QTabWidget>
#include <QTextBrowser>

#include "selection/selection.h"
#include "views/inspector/datagram_pane.h"

class QScrollArea;

namespace tcplab {

class InspectorView : public QWidget {
    Q_OBJECT

public:
    // The selection outlives the view.
    explicit InspectorView(Selection& selection, QWidget* parent = nullptr);
    ~InspectorView() override;

    void show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);
    void setLook(const Theme& theme, const Fonts& fonts);

    QString whyText() const { return why_->toPlainText(); }
    QString connectionText() const { return connection_->toPlainText(); }
    const DatagramPane& datagram() const { return *datagram_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void showSelected(EventId event);
    void showConnection();
    void retranslate();
    void follow(const QUrl& link);
    EventId known(EventId event) const;

    Selection& selection_;
    Theme theme_;
    Fonts fonts_;
    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const Exchange> exchange_;
    std::unique_ptr<InitialNumbers> numbers_;
    QTextBrowser* why_;
    QTabWidget* tabs_;
    QScrollArea* scroll_;
    DatagramPane* datagram_;
    QTextBrowser* connection_;
};

}  // namespace tcplab
