#include "shell/shelf.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "document/lab_library.h"

namespace tcplab {
namespace {

constexpr int kPath = Qt::UserRole;
constexpr int kSearchable = Qt::UserRole + 1;

struct Chapter {
    char letter;
    const char* title;
};

// In the order of the catalogue of labs.
constexpr Chapter kChapters[] = {
    {'A', QT_TRANSLATE_NOOP("Chapter", "Formats and addressing")},
    {'B', QT_TRANSLATE_NOOP("Chapter", "Opening a connection")},
    {'C', QT_TRANSLATE_NOOP("Chapter", "Closing a connection")},
    {'D', QT_TRANSLATE_NOOP("Chapter", "When something dies")},
    {'E', QT_TRANSLATE_NOOP("Chapter", "Reliability, flow and congestion")},
    {'F', QT_TRANSLATE_NOOP("Chapter", "Applications on top")},
};

}  // namespace

Shelf::Shelf(QWidget* parent) : QWidget(parent), search_(new QLineEdit), tree_(new QTreeWidget)
{
    search_->setClearButtonEnabled(true);
    tree_->setHeaderHidden(true);
    tree_->setIndentation(12);
    tree_->setTextElideMode(Qt::ElideRight);
    tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree_->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(search_);
    layout->addWidget(tree_);
    connect(search_, &QLineEdit::textChanged, this, &Shelf::filter);
    const auto choose = [this](const QTreeWidgetItem* item) {
        if (const QString path = item->data(0, kPath).toString(); !path.isEmpty())
            emit chosen(path);
    };
    // A click or Return; never the arrow keys alone, which only look around.
    connect(tree_, &QTreeWidget::itemClicked, this, choose);
    connect(tree_, &QTreeWidget::itemActivated, this, [this, choose](const QTreeWidgetItem* item) {
        if (item->data(0, kPath).toString() != current_)
            choose(item);
    });
    fill();
}

void Shelf::setLanguage(const QString& language)
{
    language_ = language;
    fill();
}

void Shelf::setRecentFiles(const QStringList& paths)
{
    recentFiles_ = paths;
    fill();
}

void Shelf::setCurrent(const QString& path)
{
    current_ = path;
    for (QTreeWidgetItemIterator it(tree_); *it; ++it)
        if ((*it)->data(0, kPath).toString() == path) {
            tree_->setCurrentItem(*it);
            return;
        }
    tree_->setCurrentItem(nullptr);
}

void Shelf::focusSearch()
{
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void Shelf::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        fill();
    QWidget::changeEvent(event);
}

void Shelf::fill()
{
    search_->setPlaceholderText(tr("Search the labs"));
    tree_->clear();
    for (const Chapter& chapter : kChapters) {
        QTreeWidgetItem* top = nullptr;
        for (const BuiltInLab& lab : builtInLabs()) {
            if (!lab.id.startsWith(QLatin1Char(chapter.letter)))
                continue;
            if (!top)
                top = addChapter(
                    QStringLiteral("%1  %2").arg(QLatin1Char(chapter.letter)).arg(QCoreApplication::translate("Chapter", chapter.title)));
            const QString title = QString::fromStdString(lab.title.in(language_.toStdString()));
            addLab(top, lab.id + QStringLiteral("  ") + title, lab.resource,
                   lab.id + u' ' + QString::fromStdString(lab.title.en + " " + lab.title.zh));
        }
    }
    if (!recentFiles_.isEmpty()) {
        QTreeWidgetItem* top = addChapter(tr("Recent files"));
        for (const QString& path : recentFiles_)
            addLab(top, QFileInfo(path).fileName(), path, path);
    }
    tree_->expandAll();
    filter(search_->text());
    setCurrent(current_);
}

void Shelf::filter(const QString& words)
{
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* chapter = tree_->topLevelItem(i);
        bool any = false;
        for (int j = 0; j < chapter->childCount(); ++j) {
            const QString text = chapter->child(j)->data(0, kSearchable).toString() + u' ' + chapter->text(0);
            const bool fits =
                std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
            chapter->child(j)->setHidden(!fits);
            any = any || fits;
        }
        chapter->setHidden(!any);
    }
}

QTreeWidgetItem* Shelf::addChapter(const QString& title)
{
    auto* item = new QTreeWidgetItem(tree_, {title});
    item->setFlags(Qt::ItemIsEnabled);
    item->setToolTip(0, title);
    QFont font = tree_->font();
    font.setBold(true);
    item->setFont(0, font);
    return item;
}

void Shelf::addLab(QTreeWidgetItem* chapter, const QString& title, const QString& path, const QString& searchable)
{
    auto* item = new QTreeWidgetItem(chapter, {title});
    item->setData(0, kPath, path);
    item->setData(0, kSearchable, searchable);
    item->setToolTip(0, path.startsWith(u':') ? title : QDir::toNativeSeparators(path));
}

}  // namespace tcplab
