#include "selection/selection.h"

namespace tcplab {

void Selection::setCursor(Instant at)
{
    if (cursor_ == at)
        return;
    cursor_ = at;
    emit cursorMoved(at);
}

void Selection::select(EventId event, Instant at)
{
    const bool changed = selected_ != event;
    selected_ = event;
    setCursor(at);
    if (changed)
        emit selectionChanged(event);
}

void Selection::clear()
{
    if (!selected_.valid())
        return;
    selected_ = {};
    emit selectionChanged(selected_);
}

void Selection::hover(EventId event)
{
    if (hovered_ == event)
        return;
    hovered_ = event;
    emit hoverChanged(event);
}

}  // namespace tcplab
