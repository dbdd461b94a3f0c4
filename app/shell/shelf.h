// The shelf: the built-in labs by chapter, the files opened last, and a search over both.
#pragma once

#include <QWidget>

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace tcplab {

class Shelf : public QWidget {
    Q_OBJECT
public:
    explicit Shelf(QWidget* parent = nullptr);

    // "en" or "zh_CN", for the titles of the labs.
    void setLanguage(const QString& language);
    void setRecentFiles(const QStringList& paths);
    // Marks the lab that is open.
    void setCurrent(const QString& path);
    void focusSearch();

signals:
    // A resource of a built-in lab or a file.
    void chosen(const QString& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();
    void filter(const QString& words);
    QTreeWidgetItem* addChapter(const QString& title);
    void addLab(QTreeWidgetItem* chapter, const QString& title, const QString& path, const QString& searchable);

    QString language_ = QStringLiteral("en");
    QStringList recentFiles_;
    QString current_;
    QLineEdit* search_;
    QTreeWidget* tree_;
};

}  // namespace tcplab
