// Words of the forms in the language of the window.
#pragma once

#include <QString>

#include "forms/lab_form.h"

namespace tcplab {

QString shown(const FormText& text);
// "What if: No back-off" for a rule that a lesson leaves out.
QString titleOf(const FormField& field);
// What the pointer tells of a field: its sentence, its name in the lab's file, its limits and its default. Rich text.
QString tipOf(const FormField& field);
// With the line and the column of a text that has several lines.
QString shown(const Problem& problem);

}  // namespace tcplab
