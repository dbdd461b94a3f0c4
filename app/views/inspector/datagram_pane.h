// One datagram: its headers as a bit diagram, its octets below; a field selected in one is shown in the other.
#pragma once

#include <memory>

#include <QWidget>

#include "views/inspector/header_diagram.h"
#include "views/inspector/octet_dump.h"

namespace tcplab {

class DatagramPane : public QWidget {
    Q_OBJECT

public:
    explicit DatagramPane(QWidget* parent = nullptr);

    void setLook(const Theme& theme, const Fonts& fonts);
    // `caption` says which datagram it is. No event: an empty pane that says so.
    void show(std::shared_ptr<const Trace> trace, const InitialNumbers& numbers, EventId event, const QString& caption);

    std::optional<std::size_t> selectedField() const { return selected_; }
    void selectField(std::optional<std::size_t> field);

    // The same picture on any device, without a window: first layOut(), then paintOn().
    void layOut(double width);
    void paintOn(QPainter& painter, double fromY, double untilY) const;
    double pictureHeight() const;

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    double diagramTop() const;
    double dumpTop() const;

    Theme theme_;
    Fonts fonts_;
    std::shared_ptr<const Trace> trace_;
    std::vector<HeaderField> fields_;
    QString caption_;
    const TracePacket* packet_ = nullptr;
    Octets octets_;  // all that is known of it
    HeaderDiagram diagram_;
    OctetDump dump_;
    std::optional<std::size_t> selected_;
};

}  // namespace tcplab
