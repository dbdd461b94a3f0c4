#include "document/lab_library.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace tcplab {
namespace {

// Lab files are written by people; one that is larger than this is something else.
constexpr qint64 kLargestLabFile = 64 << 20;

// "B1" before "B7" before "B12".
bool chapterOrder(const BuiltInLab& a, const BuiltInLab& b)
{
    if (a.id.left(1) != b.id.left(1))
        return a.id.left(1) < b.id.left(1);
    return a.id.mid(1).toInt() < b.id.mid(1).toInt();
}

std::vector<BuiltInLab> readBuiltInLabs()
{
    std::vector<BuiltInLab> labs;
    for (const QFileInfo& file : QDir(QStringLiteral(":/labs")).entryInfoList({QStringLiteral("*.tcplab")}, QDir::Files))
        if (const auto read = readLabFile(file.filePath()))
            labs.push_back({QString::fromStdString(read->lab.id), file.filePath(), read->lab.title});
    std::sort(labs.begin(), labs.end(), chapterOrder);
    return labs;
}

Problem unreadable(const QString& path, const Sentence& why)
{
    return problemIn(path.toStdString(), {QT_TRANSLATE_NOOP("Sentence", "The file cannot be read: {0}."), why});
}

}  // namespace

const std::vector<BuiltInLab>& builtInLabs()
{
    static const std::vector<BuiltInLab> labs = readBuiltInLabs();
    return labs;
}

const BuiltInLab* builtInLab(const QString& id)
{
    const auto& labs = builtInLabs();
    const auto found =
        std::find_if(labs.begin(), labs.end(), [&](const BuiltInLab& lab) { return lab.id.compare(id, Qt::CaseInsensitive) == 0; });
    return found == labs.end() ? nullptr : &*found;
}

Result<LabFile> readLabFile(const QString& path)
{
    // A device or a pipe could be read for ever.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return tl::unexpected(unreadable(path, info.isDir() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "it is a folder"))
                                                            : Sentence(QT_TRANSLATE_NOOP("Sentence", "it is not a regular file"))));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(unreadable(path, Sentence::asItIs(file.errorString().toStdString())));
    if (file.size() > kLargestLabFile)
        return tl::unexpected(unreadable(path, QT_TRANSLATE_NOOP("Sentence", "it is too large for a lab")));
    const QByteArray json = file.readAll();
    return parseLab({json.constData(), static_cast<std::size_t>(json.size())}, path.toStdString());
}

bool isCaptureName(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QLatin1String("pcap") || suffix == QLatin1String("pcapng") || suffix == QLatin1String("cap");
}

bool isScriptName(const QString& path) { return QFileInfo(path).suffix().toLower() == QLatin1String("pkt"); }

Result<LabFile> findLab(const QString& pathOrId)
{
    if (!QFileInfo::exists(pathOrId))
        if (const BuiltInLab* lab = builtInLab(pathOrId))
            return readLabFile(lab->resource);
    return readLabFile(pathOrId);
}

}  // namespace tcplab
