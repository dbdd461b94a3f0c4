// The open lab: its value, where it lies on disk, and the way back through its changes.
#pragma once

#include <memory>

#include <QObject>
#include <QString>
#include <QTimer>
#include <QUndoStack>

#include "document/lab_library.h"

namespace tcplab {

class Document : public QObject {
    Q_OBJECT
public:
    enum class Origin { BuiltIn, File, Capture };
    enum class Change { Opened, Edited };

    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    const Lab& lab() const { return lab_; }
    Origin origin() const { return origin_; }
    // The file on disk, or the resource of a built-in lab. Empty before anything was opened.
    const QString& path() const { return path_; }
    // Built-in labs and captures are only saved under another name; a capture cannot be edited either.
    bool readOnly() const { return origin_ != Origin::File; }
    bool editable() const { return origin_ != Origin::Capture; }
    // For the window's title: the lab's id and title for a built-in lab, else the file's name.
    QString displayName(const QString& language) const;
    bool modified() const { return !undoStack_.isClean(); }
    // Unknown keys of the file that was opened.
    const std::vector<Problem>& warnings() const { return warnings_; }
    // Fills in where in the file a problem of the run comes from.
    Problem located(Problem problem) const;

    // What is open stays open when the new file cannot be read.
    Result<void> open(const QString& pathOrId);
    // A capture that somebody else has read, or a live session by its device; nothing of it can be changed.
    void showCapture(const QString& path);

    // Undoable. Each makes one step.
    void addEdit(const LabEdit& edit);
    void enableEdit(std::size_t edit, bool enabled);
    void removeEdit(std::size_t edit);
    // The lab after a change of whatever belongs to it; `name` is for the list of undo.
    void replaceLab(const QString& name, Lab lab);
    QUndoStack& undoStack() { return undoStack_; }

    // Atomic: either the whole new file stands there or the old one.
    Result<void> save() { return saveAs(path_); }
    Result<void> saveAs(const QString& path);
    // Another program has changed the file since it was read or saved here.
    bool changedOnDisk() const;

    // An autosave of this lab from a program that ended without closing it.
    bool hasLeftover() const { return hasLeftover_; }
    Result<void> restoreLeftover();
    void discardLeftover();

    // A lab that is given up on purpose leaves no autosave.
    void close();

signals:
    void changed(Document::Change change);

private:
    void begin(Lab lab, Origin origin, const QString& path);
    void exchangeEdits(const QString& name, std::vector<LabEdit> edits);
    QString autosavePath() const;
    void autosave();

    Lab lab_;
    Origin origin_ = Origin::BuiltIn;
    QString path_;
    PlaceMap places_;
    std::vector<Problem> warnings_;
    QByteArray onDisk_;  // what this program read or wrote last
    bool hasLeftover_ = false;
    QUndoStack undoStack_;
    QTimer autosaveTimer_;
};

}  // namespace tcplab
