#include "views/code/c_highlighter.h"

#include <QRegularExpression>

namespace tcplab {

void CHighlighter::setLook(const Theme& theme)
{
    theme_ = theme;
    rehighlight();
}

// Comments of our texts end on the line on which they begin.
void CHighlighter::highlightBlock(const QString& text)
{
    struct Rule {
        QRegularExpression pattern;
        Colour colour;
        bool bold;
    };
    static const Rule rules[] = {
        {QRegularExpression(QStringLiteral("\\b(socket|bind|listen|accept|connect|send|sendto|recv|recvfrom|shutdown|close|setsockopt|"
                                           "getsockopt|fcntl|poll|select|epoll_\\w+)(?=\\()")),
         Colour::Accent, true},
        {QRegularExpression(QStringLiteral("\"([^\"\\\\]|\\\\.)*\"")), Colour::Data, false},
        {QRegularExpression(QStringLiteral("^#.*|/\\*.*\\*/")), Colour::Muted, false},
    };
    for (const Rule& rule : rules)
        for (auto matches = rule.pattern.globalMatch(text); matches.hasNext();) {
            const auto match = matches.next();
            QTextCharFormat format;
            format.setForeground(theme_[rule.colour]);
            if (rule.bold)
                format.setFontWeight(QFont::Bold);
            setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), format);
        }
}

}  // namespace tcplab
