#include "document/document.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace tcplab {
namespace {

constexpr int kAutosaveDelay = 1500;  // ms after the last change

// Undo and redo are one thing: what is in the lab and what is kept here change places.
template <class Part>
class Exchange final : public QUndoCommand {
public:
    Exchange(const QString& name, Part& place, Part other, std::function<void()> exchanged)
        : QUndoCommand(name), place_(place), other_(std::move(other)), exchanged_(std::move(exchanged))
    {}
    void undo() override { redo(); }
    void redo() override
    {
        std::swap(place_, other_);
        exchanged_();
    }

private:
    Part& place_;
    Part other_;
    std::function<void()> exchanged_;
};

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

Document::Document(QObject* parent) : QObject(parent)
{
    autosaveTimer_.setSingleShot(true);
    autosaveTimer_.setInterval(kAutosaveDelay);
    connect(&autosaveTimer_, &QTimer::timeout, this, &Document::autosave);
    connect(this, &Document::changed, this, [this](Change change) {
        if (change == Change::Edited)
            autosaveTimer_.start();
    });
}

Document::~Document() = default;

QString Document::displayName(const QString& language) const
{
    if (origin_ != Origin::BuiltIn)
        return QFileInfo(path_).fileName();
    return QString::fromStdString(lab_.id + " " + lab_.title.in(language.toStdString())).trimmed();
}

Problem Document::located(Problem problem) const { return tcplab::located(std::move(problem), path_.toStdString(), places_); }

Result<void> Document::open(const QString& pathOrId)
{
    const BuiltInLab* builtIn = QFileInfo::exists(pathOrId) ? nullptr : builtInLab(pathOrId);
    const QString path = builtIn ? builtIn->resource : pathOrId.startsWith(u':') ? pathOrId : QFileInfo(pathOrId).absoluteFilePath();
    Result<LabFile> read = readLabFile(path);
    if (!read)
        return tl::unexpected(read.error());
    places_ = std::move(read->places);
    warnings_ = std::move(read->warnings);
    begin(std::move(read->lab), path.startsWith(u':') ? Origin::BuiltIn : Origin::File, path);
    return {};
}

void Document::showCapture(const QString& path)
{
    places_.clear();
    warnings_.clear();
    Lab lab;
    lab.title.en = QFileInfo(path).fileName().toStdString();
    if (path.endsWith(QLatin1String(".pkt")))
        lab.story = {"A packetdrill script as it was played against the engine. It can be looked at and measured, but not changed.",
                     "对协议栈播放的 packetdrill 脚本。可以查看和测量，但不能更改。"};
    else
        lab.story = {"Packets as they were seen on a real network. They can be looked at and measured, but not changed.",
                     "在真实网络上观察到的数据包。可以查看和测量，但不能更改。"};
    begin(std::move(lab), Origin::Capture, path);
}

void Document::begin(Lab lab, Origin origin, const QString& path)
{
    close();
    lab_ = std::move(lab);
    origin_ = origin;
    path_ = path;
    onDisk_ = origin == Origin::File ? contents(path) : QByteArray();
    hasLeftover_ = origin != Origin::Capture && QFileInfo::exists(autosavePath());
    emit changed(Change::Opened);
}

void Document::addEdit(const LabEdit& edit)
{
    std::vector<LabEdit> edits = lab_.edits;
    edits.push_back(edit);
    exchangeEdits(tr("Lose the segment"), std::move(edits));
}

void Document::enableEdit(std::size_t edit, bool enabled)
{
    std::vector<LabEdit> edits = lab_.edits;
    edits.at(edit).enabled = enabled;
    exchangeEdits(enabled ? tr("Switch the edit on") : tr("Switch the edit off"), std::move(edits));
}

void Document::removeEdit(std::size_t edit)
{
    std::vector<LabEdit> edits = lab_.edits;
    edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(edit));
    exchangeEdits(tr("Remove the edit"), std::move(edits));
}

void Document::replaceLab(const QString& name, Lab lab)
{
    undoStack_.push(new Exchange(name, lab_, std::move(lab), [this] { emit changed(Change::Edited); }));
}

void Document::exchangeEdits(const QString& name, std::vector<LabEdit> edits)
{
    undoStack_.push(new Exchange(name, lab_.edits, std::move(edits), [this] { emit changed(Change::Edited); }));
}

Result<void> Document::saveAs(const QString& path)
{
    const QByteArray json = QByteArray::fromStdString(writeLab(lab_));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
        return tl::unexpected(problemIn(
            path.toStdString(), {QT_TRANSLATE_NOOP("Sentence", "The file cannot be written: {0}."), file.errorString().toStdString()}));
    // The autosave belongs to the old place.
    discardLeftover();
    autosaveTimer_.stop();
    path_ = QFileInfo(path).absoluteFilePath();
    origin_ = Origin::File;
    onDisk_ = json;
    if (auto read = parseLab({json.constData(), static_cast<std::size_t>(json.size())}, path.toStdString()))
        places_ = std::move(read->places);
    undoStack_.setClean();
    return {};
}

bool Document::changedOnDisk() const { return origin_ == Origin::File && QFileInfo::exists(path_) && contents(path_) != onDisk_; }

QString Document::autosavePath() const
{
    if (origin_ == Origin::BuiltIn) {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/autosave");
        return folder + u'/' + QString::fromStdString(lab_.id) + QStringLiteral(".tcplab");
    }
    const QFileInfo file(path_);
    return file.dir().filePath(QStringLiteral(".%1.autosave").arg(file.fileName()));
}

void Document::autosave()
{
    // The leftover may be worth more than what was done since; the person decides first.
    if (hasLeftover_)
        return;
    if (!modified()) {
        QFile::remove(autosavePath());
        return;
    }
    QDir().mkpath(QFileInfo(autosavePath()).path());
    const QByteArray json = QByteArray::fromStdString(writeLab(lab_));
    QSaveFile file(autosavePath());
    // Where nothing may be written there is no autosave; saving will tell.
    if (file.open(QIODevice::WriteOnly) && file.write(json) == json.size())
        file.commit();
}

Result<void> Document::restoreLeftover()
{
    Result<LabFile> read = readLabFile(autosavePath());
    if (!read)
        return tl::unexpected(read.error());
    hasLeftover_ = false;
    replaceLab(tr("Restore the autosave"), std::move(read->lab));
    return {};
}

void Document::discardLeftover()
{
    hasLeftover_ = false;
    QFile::remove(autosavePath());
}

void Document::close()
{
    autosaveTimer_.stop();
    // A leftover that nobody has decided about stays for the next time.
    if (!path_.isEmpty() && origin_ != Origin::Capture && !hasLeftover_)
        QFile::remove(autosavePath());
    undoStack_.clear();
}

}  // namespace tcplab
