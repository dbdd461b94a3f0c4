// The labs that the program brings along, and the reading of a lab from wherever it lies.
#pragma once

#include <vector>

#include <QString>

#include "lab/lab_file.h"

namespace tcplab {

struct BuiltInLab {
    QString id;        // "B1"
    QString resource;  // ":/labs/b1_three_way_handshake.tcplab"
    LocalizedText title;
};

// In order of chapter and number: A1, B1, B7, C1 …
const std::vector<BuiltInLab>& builtInLabs();
// By its id, whatever the case; nullptr when there is none.
const BuiltInLab* builtInLab(const QString& id);

// A lab file on disk or in the resources. What is wrong with it is told with line and column.
Result<LabFile> readLabFile(const QString& path);

// By its end: .pcap, .pcapng or .cap.
bool isCaptureName(const QString& path);
// .pkt
bool isScriptName(const QString& path);

// A file, or a built-in lab's id when there is no file of that name.
Result<LabFile> findLab(const QString& pathOrId);

}  // namespace tcplab
