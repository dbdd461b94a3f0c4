// What all views agree on: one time cursor, one selected event, one under the pointer.
#pragma once

#include <QObject>

#include "base/id.h"
#include "base/time.h"

namespace tcplab {

class Selection : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    Instant cursor() const { return cursor_; }
    EventId selected() const { return selected_; }
    EventId hovered() const { return hovered_; }

    void setCursor(Instant at);
    // Selecting an event brings the cursor to it.
    void select(EventId event, Instant at);
    void clear();
    void hover(EventId event);

signals:
    void cursorMoved(tcplab::Instant at);
    void selectionChanged(tcplab::EventId event);
    void hoverChanged(tcplab::EventId event);

private:
    Instant cursor_ = kStart;
    EventId selected_{};
    EventId hovered_{};
};

}  // namespace tcplab
