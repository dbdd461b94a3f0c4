// .tcplab files: JSON, written readably, read with line and column for everything that is wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "lab/lab.h"

namespace tcplab {

struct LabFile {
    Lab lab;
    PlaceMap places;
    std::vector<Problem> warnings;  // unknown keys: reported, and the rest is read
};

// `file` is only for the messages. The first error is the answer when there is one.
Result<LabFile> parseLab(std::string_view json, const std::string& file);
Result<LabFile> readLab(const std::string& path);

// The same of a JSON value, without places: the Problem has a path only.
Result<LabFile> readLabValue(Value root);
// The value that the lab's file holds.
Value labValue(const Lab& lab);
// A value in the form of lab files; ends with a newline.
std::string writeValue(const Value& value);

// Reads back to the same value when the lab is one that parseLab() would accept. Ends with a newline; defaults are left out.
std::string writeLab(const Lab& lab);

// Fills file, line and column of a problem that carries only a path, from where the lab was read.
Problem located(Problem problem, const std::string& file, const PlaceMap& places);

}  // namespace tcplab
