// The colours of the program: one table of tokens, one column a theme.
#pragma once

#include <QColor>
#include <QPalette>

#include "wire/tcp.h"
#include "trace/event.h"

namespace tcplab {

// What a colour is for. Safe for the colour-blind: meaning is never carried by the colour alone. Every token that is
// written with stands at 4.5:1 or more against Page and Panel (WCAG 2.1 AA).
enum class Colour : std::uint8_t {
    // Surfaces and lines
    Page,    // behind the pictures
    Panel,   // headers, strips, tables
    Border,  // around panels
    Grid,    // ticks and help lines
    Lifeline,
    Highlight,  // behind what is selected
    // Written with
    Text,
    Muted,        // second-rank text
    Accent,       // links, focus
    Cursor,       // the time cursor
    Synchronize,  // segments with SYN
    Data,
    Acknowledge,  // segments with nothing but an ACK
    Finish,       // segments with FIN
    Reset,
    Retransmission,
    Lost,
    Timer,
    Call,
    Opening,  // LISTEN, SYN-SENT, SYN-RECEIVED
    Established,
    Closing,  // FIN-WAIT-1 … TIME-WAIT
    Closed,
    // Curves
    CurveCwnd,
    CurveSsthresh,
    CurveWindow,
    CurveFlight,
    CurveReading1,  // what a congestion control measures, in turns
    CurveReading2,
    CurveReading3,
    OnColour,  // text on a filled mark of any colour above
};
constexpr std::size_t kColourCount = static_cast<std::size_t>(Colour::OnColour) + 1;

enum class ThemeKind : std::uint8_t { Light, Dark };

class Theme {
public:
    explicit Theme(ThemeKind kind = ThemeKind::Light) : kind_(kind) {}

    ThemeKind kind() const { return kind_; }
    QColor operator[](Colour colour) const;

    static Colour colourOf(TcpState state);
    // The colour of a segment's kind; what happened to it (lost, sent again) is told by other marks.
    static Colour colourOf(wire::TcpFlags flags, bool carriesData);

    // For Qt's own widgets.
    QPalette palette() const;

private:
    ThemeKind kind_;
};

// WCAG 2.1: 1 … 21.
double contrast(const QColor& a, const QColor& b);

}  // namespace tcplab
