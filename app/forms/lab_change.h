// One change of a lab by a form, as a step from lab to lab.
#pragma once

#include "forms/lab_form.h"

namespace tcplab {

struct LabChange {
    enum class What : std::uint8_t {
        Set,     // the value at the path
        Clear,   // nothing stands there any more: the default holds
        Insert,  // into a list; the path's last part is the place, at most the list's length
        Remove,  // one of a list
        Move,    // one of a list, by so many places
    };
    What what{};
    std::string path;  // JSON pointer into the lab
    Value value{false};
    int by = 0;
};

// What a text in this field asks for. A Problem when the field cannot hold it; of a list, with line and column of the text.
Result<LabChange> changeOf(const FormField& field, const std::string& text);

// The lab after the change. A Problem when it could not be run then, unless it could not before, for the same reason.
Result<Lab> changed(const Lab& lab, const LabChange& change, const Catalogue& catalogue);

// The value at a JSON pointer; nullptr when there is none.
const Value* valueAt(const Value& root, std::string_view path);

}  // namespace tcplab
