#include "forms/parameters_panel.h"

#include <QApplication>
#include <QEvent>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "base/json.h"
#include "forms/field_row.h"
#include "forms/texts.h"
#include "look/format.h"

namespace tcplab {
namespace {

constexpr int kPath = Qt::UserRole;
constexpr std::size_t kManyFields = 12;  // more are easier found by typing
constexpr std::size_t kManyHosts = 6;    // with more the tree begins closed

QString pathOf(const QTreeWidgetItem* item) { return item->data(0, kPath).toString(); }

QString itemText(const FormNode& node)
{
    const QString title = shown(node.title);
    const QString detail = localized(node.detail);
    return detail.isEmpty() ? title : QStringLiteral("%1: %2").arg(title, detail);
}

}  // namespace

ParametersPanel::ParametersPanel(const Catalogue& catalogue, QWidget* parent)
    : QWidget(parent), catalogue_(catalogue), tree_(new QTreeWidget), add_(new QToolButton), remove_(new QToolButton), up_(new QToolButton),
      down_(new QToolButton), additions_(new QMenu(this)), title_(new QLabel), note_(new QLabel), filter_(new QLineEdit),
      scroll_(new QScrollArea)
{
    tree_->setHeaderHidden(true);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setIndentation(14);
    tree_->setTextElideMode(Qt::ElideRight);
    tree_->installEventFilter(this);
    title_->setMargin(4);
    note_->setWordWrap(true);
    note_->setMargin(4);
    filter_->setObjectName(QStringLiteral("filter"));
    filter_->setClearButtonEnabled(true);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* above = new QWidget;
    auto* upper = new QVBoxLayout(above);
    upper->setContentsMargins(0, 0, 0, 0);
    upper->setSpacing(0);
    upper->addWidget(tree_, 1);
    auto* buttons = new QHBoxLayout;
    for (QToolButton* button : {add_, remove_, up_, down_})
        buttons->addWidget(button);
    buttons->addStretch(1);
    upper->addLayout(buttons);
    auto* below = new QWidget;
    auto* lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(2);
    for (QWidget* widget : {static_cast<QWidget*>(title_), static_cast<QWidget*>(note_), static_cast<QWidget*>(filter_)})
        lower->addWidget(widget);
    lower->addWidget(scroll_, 1);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(above);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    makeButtons();
    connect(tree_, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        if (item) {
            place_ = pathOf(item).toStdString();
            fillForm();
        }
    });
    for (const bool open : {true, false})
        connect(tree_, open ? &QTreeWidget::itemExpanded : &QTreeWidget::itemCollapsed, this,
                [this, open](const QTreeWidgetItem* item) { expanded_[pathOf(item).toStdString()] = open; });
    connect(filter_, &QLineEdit::textChanged, this, &ParametersPanel::filterRows);
    retranslate();
}

// What is in it tells of its own end.
ParametersPanel::~ParametersPanel()
{
    for (QObject* child : findChildren<QObject*>())
        child->disconnect(this);
}

void ParametersPanel::makeButtons()
{
    add_->setMenu(additions_);
    add_->setPopupMode(QToolButton::InstantPopup);
    connect(remove_, &QToolButton::clicked, this, &ParametersPanel::remove);
    connect(up_, &QToolButton::clicked, this, [this] { move(-1); });
    connect(down_, &QToolButton::clicked, this, [this] { move(1); });
    for (QToolButton* button : {add_, remove_, up_, down_}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
}

void ParametersPanel::retranslate()
{
    tree_->setAccessibleName(tr("Parts of the lab"));
    add_->setText(tr("Add"));
    remove_->setText(tr("Remove"));
    up_->setText(QStringLiteral("↑"));
    down_->setText(QStringLiteral("↓"));
    remove_->setToolTip(tr("Remove it (Delete)"));
    up_->setToolTip(tr("Move it up (Alt+Up)"));
    down_->setToolTip(tr("Move it down (Alt+Down)"));
    up_->setAccessibleName(up_->toolTip());
    down_->setAccessibleName(down_->toolTip());
    filter_->setPlaceholderText(tr("Find a parameter"));
    filter_->setAccessibleName(filter_->placeholderText());
    stale_ = true;
    rows_.clear();  // their words are of the other language
    refresh();
}

void ParametersPanel::show(const Lab& lab, bool editable)
{
    lab_ = lab;
    editable_ = editable;
    stale_ = true;
    refresh();
}

void ParametersPanel::setTheme(const Theme& theme)
{
    theme_ = theme;
    stale_ = true;
    rows_.clear();  // their colours are of the other theme
    refresh();
}

void ParametersPanel::open(const std::string& path)
{
    place_ = path;
    stale_ = true;
    refresh();
    tree_->setFocus();
}

FieldRow* ParametersPanel::row(const std::string& name) const
{
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const FieldRow* row) { return row->field().spec.name == name; });
    return found == rows_.end() ? nullptr : *found;
}

void ParametersPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ParametersPanel::showEvent(QShowEvent* event)
{
    refresh();
    QWidget::showEvent(event);
}

// Nobody pays for a panel that is not seen.
void ParametersPanel::refresh()
{
    if (!stale_ || !isVisible())
        return;
    stale_ = false;
    form_ = LabForm(lab_, catalogue_);
    while (!place_.empty() && !form_.find(place_))
        place_.erase(place_.find('/') == std::string::npos ? 0 : place_.rfind('/'));
    fillTree();
    fillForm();
}

void ParametersPanel::fillTree()
{
    const QSignalBlocker quiet(tree_);
    tree_->clear();
    if (editable_)
        for (const FormNode& node : form_.nodes())
            addItem(nullptr, node);
    selectPlace();
}

bool ParametersPanel::opensAtFirst(const FormNode& node) const
{
    if (const auto found = expanded_.find(node.path); found != expanded_.end())
        return found->second;
    return node.kind != FormNode::Kind::Controls && node.kind != FormNode::Kind::List && lab_.hosts.size() <= kManyHosts;
}

void ParametersPanel::addItem(QTreeWidgetItem* parent, const FormNode& node)
{
    auto* item = new QTreeWidgetItem({itemText(node)});
    item->setData(0, kPath, QString::fromStdString(node.path));
    item->setToolTip(0, itemText(node));
    if (parent)
        parent->addChild(item);
    else
        tree_->addTopLevelItem(item);
    for (const FormNode& child : node.children)
        addItem(item, child);
    item->setExpanded(opensAtFirst(node));
}

void ParametersPanel::selectPlace()
{
    for (QTreeWidgetItemIterator it(tree_); *it; ++it)
        if (pathOf(*it).toStdString() == place_) {
            tree_->setCurrentItem(*it);
            tree_->scrollToItem(*it);
            return;
        }
}

QString ParametersPanel::noteFor(const FormNode* node, bool empty) const
{
    if (!editable_)
        return tr("Packets from a network and played scripts have no parameters. Open a lab to change some.");
    QString summary = node ? shown(node->summary) : QString();
    if (!summary.isEmpty() || !empty)
        return summary;
    return node && !form_.additions(*node).empty() ? tr("“Add” puts something here.") : tr("Nothing to set here: choose one of its parts.");
}

void ParametersPanel::fillForm()
{
    const FormNode* node = editable_ ? current() : nullptr;
    const std::vector<FormField> fields = node ? form_.fields(*node) : std::vector<FormField>();
    title_->setText(node ? QStringLiteral("<b>%1</b>").arg(itemText(*node).toHtmlEscaped()) : QString());
    title_->setVisible(node != nullptr);
    note_->setText(noteFor(node, fields.empty()));
    note_->setVisible(!note_->text().isEmpty());
    const auto same = [](const FieldRow* row, const FormField& field) { return sameShape(row->field(), field); };
    if (!rows_.empty() && std::equal(rows_.begin(), rows_.end(), fields.begin(), fields.end(), same))
        for (std::size_t i = 0; i < fields.size(); ++i)
            rows_[i]->show(fields[i]);
    else
        makeRows(fields);
    updateButtons();
}

void ParametersPanel::makeRows(const std::vector<FormField>& fields)
{
    rows_.clear();
    // Whoever is typing in a field goes on there.
    const QWidget* typing = scroll_->isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : nullptr;
    const QString busy = typing ? typing->objectName() : QString();
    auto* page = new QWidget;
    layout_ = new QFormLayout(page);
    layout_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout_->setRowWrapPolicy(QFormLayout::WrapLongRows);
    layout_->setContentsMargins(6, 4, 6, 6);
    for (const FormField& field : fields) {
        auto* row = new FieldRow(field, theme_);
        connect(row, &FieldRow::entered, this, [this, row](const QString& text) { enter(row, text); });
        connect(row, &FieldRow::cleared, this, [this, row] {
            apply(row, tr("Default for %1").arg(titleOf(row->field())), LabChange{LabChange::What::Clear, row->field().path});
        });
        layout_->addRow(row->label(), row);
        rows_.push_back(row);
    }
    // A list is one text: it gets all the room.
    if (fields.size() == 1 && fields.front().spec.type == ParameterType::List)
        layout_->setRowWrapPolicy(QFormLayout::WrapAllRows);
    // The form that a change came from is still busy telling of it.
    if (QWidget* before = scroll_->takeWidget())
        before->deleteLater();
    scroll_->setWidget(page);
    filter_->setVisible(fields.size() > kManyFields);
    filterRows();
    if (auto* again = busy.isEmpty() ? nullptr : page->findChild<QWidget*>(busy))
        again->setFocus();
}

void ParametersPanel::filterRows()
{
    const QString wanted = filter_->isVisibleTo(this) ? filter_->text().trimmed() : QString();
    for (FieldRow* row : rows_) {
        const QString name = QString::fromStdString(row->field().spec.name);
        const bool fits = titleOf(row->field()).contains(wanted, Qt::CaseInsensitive) || name.contains(wanted, Qt::CaseInsensitive);
        layout_->setRowVisible(row, fits);
    }
}

void ParametersPanel::updateButtons()
{
    const FormNode* node = editable_ ? current() : nullptr;
    additions_->clear();
    if (node)
        for (const FormAddition& addition : form_.additions(*node))
            additions_->addAction(shown(addition.title), this, [this, addition] { add(addition); });
    add_->setEnabled(!additions_->isEmpty());
    const bool item = node && node->isItem();
    remove_->setEnabled(item);
    const std::size_t at = item ? static_cast<std::size_t>(QString::fromStdString(place_).section(u'/', -1).toULongLong()) : 0;
    const FormNode* list = item ? form_.find(LabForm::listOf(*node)) : nullptr;
    up_->setEnabled(list && at > 0);
    down_->setEnabled(list && at + 1 < list->children.size());
}

void ParametersPanel::enter(FieldRow* row, const QString& text)
{
    apply(row, tr("Change of %1").arg(titleOf(row->field())), changeOf(row->field(), text.toStdString()));
}

void ParametersPanel::apply(FieldRow* row, const QString& name, const Result<LabChange>& change)
{
    if (!change)
        return row->refuse(shown(change.error()));
    const Result<Lab> after = tcplab::changed(lab_, *change, catalogue_);
    if (!after)
        return row->refuse(shown(after.error()));
    const QPointer<FieldRow> still(row);
    if (!(*after == lab_))
        emit changed(name, *after);
    if (still && std::find(rows_.begin(), rows_.end(), row) != rows_.end())
        row->restore();
}

// Of the list, not of a field: what is wrong is told above the form.
bool ParametersPanel::change(const QString& name, const LabChange& change, const std::string& placeAfter)
{
    const Result<Lab> after = tcplab::changed(lab_, change, catalogue_);
    if (!after) {
        note_->setText(QStringLiteral("✖ ") + shown(after.error()));
        note_->show();
        return false;
    }
    place_ = placeAfter;
    emit changed(name, *after);
    return true;
}

void ParametersPanel::add(const FormAddition& addition)
{
    const FormNode* node = current();
    if (!node)
        return;
    const std::string listPath = LabForm::listOf(*node);
    const FormNode* list = form_.find(listPath);
    // Behind the item that is chosen, or at the end.
    const std::size_t at = node->isItem() ? static_cast<std::size_t>(QString::fromStdString(place_).section(u'/', -1).toULongLong()) + 1
                                          : list->children.size();
    const std::string path = jsonPointer(listPath, at);
    expanded_[listPath] = true;
    change(tr("Add %1").arg(shown(addition.title)), {LabChange::What::Insert, path, addition.value}, path);
}

void ParametersPanel::remove()
{
    if (const FormNode* node = current(); node && node->isItem())
        change(tr("Remove %1").arg(itemText(*node)), {LabChange::What::Remove, place_}, place_);
}

void ParametersPanel::move(int by)
{
    const FormNode* node = current();
    if (!node || !node->isItem())
        return;
    const std::string list = LabForm::listOf(*node);
    const int at = QString::fromStdString(place_).section(u'/', -1).toInt();
    const int there = at + by;
    change(tr("Move %1").arg(itemText(*node)), {LabChange::What::Move, place_, {false}, by},
           jsonPointer(list, static_cast<std::size_t>(there)));
}

bool ParametersPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool alt = key->modifiers() & Qt::AltModifier;
    const bool removes = key->key() == Qt::Key_Delete && remove_->isEnabled();
    const bool goesUp = alt && key->key() == Qt::Key_Up && up_->isEnabled();
    const bool goesDown = alt && key->key() == Qt::Key_Down && down_->isEnabled();
    // The window's own Delete would lose the segment selected elsewhere.
    if (key->key() != Qt::Key_Delete && !goesUp && !goesDown)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) {
        if (removes)
            remove();
        if (goesUp || goesDown)
            move(goesUp ? -1 : 1);
    }
    return true;
}

}  // namespace tcplab
