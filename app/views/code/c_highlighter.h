// What stands out in a text in C: comments, texts in quotes, directives, and the calls of sockets.
#pragma once

#include <QSyntaxHighlighter>

#include "look/fonts.h"
#include "look/theme.h"

namespace tcplab {

class CHighlighter : public QSyntaxHighlighter {
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    void setLook(const Theme& theme);

protected:
    void highlightBlock(const QString& text) override;

private:
    Theme theme_;
};

}  // namespace tcplab
