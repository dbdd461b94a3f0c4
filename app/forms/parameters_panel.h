// The lab as a tree of forms: hosts with their engines and programs, links with their stages, events.
#pragma once

#include <QWidget>

#include "forms/lab_change.h"
#include "look/theme.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QScrollArea;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace tcplab {

class FieldRow;

class ParametersPanel : public QWidget {
    Q_OBJECT
public:
    // The catalogue outlives the panel.
    explicit ParametersPanel(const Catalogue& catalogue, QWidget* parent = nullptr);

    ~ParametersPanel() override;

    // Stays where it was, if the lab still has such a place.
    void show(const Lab& lab, bool editable);
    void setTheme(const Theme& theme);
    // Goes to a host, a link or anything else that has a form, by its JSON pointer in the lab.
    void open(const std::string& path);
    // What is open.
    const std::string& place() const { return place_; }
    // The rows of the open form, by the names of their fields; nullptr when there is none.
    FieldRow* row(const std::string& name) const;

signals:
    // A step, for the list of undo: what was done, and the lab after it.
    void changed(const QString& name, const tcplab::Lab& lab);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeButtons();
    void retranslate();
    void refresh();
    void fillTree();
    void addItem(QTreeWidgetItem* parent, const FormNode& node);
    bool opensAtFirst(const FormNode& node) const;
    void selectPlace();
    void fillForm();
    void makeRows(const std::vector<FormField>& fields);
    QString noteFor(const FormNode* node, bool empty) const;
    void filterRows();
    void updateButtons();
    void enter(FieldRow* row, const QString& text);
    void apply(FieldRow* row, const QString& name, const Result<LabChange>& change);
    bool change(const QString& name, const LabChange& change, const std::string& placeAfter);
    void add(const FormAddition& addition);
    void remove();
    void move(int by);
    const FormNode* current() const { return form_.find(place_); }

    const Catalogue& catalogue_;
    Theme theme_;
    Lab lab_;
    LabForm form_;
    bool editable_ = false;
    bool stale_ = true;  // the lab has changed while nobody saw it
    std::string place_;
    std::map<std::string, bool> expanded_;  // what the person has opened or closed
    std::vector<FieldRow*> rows_;

    QTreeWidget* tree_;
    QToolButton* add_;
    QToolButton* remove_;
    QToolButton* up_;
    QToolButton* down_;
    QMenu* additions_;
    QLabel* title_;
    QLabel* note_;
    QLineEdit* filter_;
    QScrollArea* scroll_;
    QFormLayout* layout_ = nullptr;
};

}  // namespace tcplab
