#include "shell/story_panel.h"

#include <QApplication>
#include <QFontDatabase>

namespace tcplab {

namespace {

// A Chinese font gives the quotation marks of English the width of a whole character.
QFont fontFor(const QString& language)
{
    if (language.startsWith(QLatin1String("zh")))
        return QApplication::font();
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPixelSize(QApplication::font().pixelSize());
    return font;
}

}  // namespace

StoryPanel::StoryPanel(QWidget* parent) : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    document()->setDocumentMargin(10);
}

void StoryPanel::show(const Lab& lab)
{
    const bool same = id_ == lab.id && title_ == lab.title && story_ == lab.story;
    id_ = lab.id;
    title_ = lab.title;
    story_ = lab.story;
    // A rerun must not move the reader's place.
    if (!same)
        fill();
}

void StoryPanel::setLanguage(const QString& language)
{
    language_ = language;
    setFont(fontFor(language));
    fill();
}

void StoryPanel::setTheme(const Theme& theme)
{
    theme_ = theme;
    fill();
}

void StoryPanel::fill()
{
    const std::string language = language_.toStdString();
    const QString title = QString::fromStdString(title_.in(language)).toHtmlEscaped();
    QString html = QStringLiteral("<p style='font-weight:600; color:%1; margin-top:0'>%2</p>").arg(theme_[Colour::Accent].name(), title);
    for (const QString& paragraph : QString::fromStdString(story_.in(language)).split(QStringLiteral("\n\n"), Qt::SkipEmptyParts))
        html += QStringLiteral("<p style='line-height:135%'>%1</p>").arg(paragraph.toHtmlEscaped().replace(u'\n', u' '));
    setHtml(html);
}

}  // namespace tcplab
