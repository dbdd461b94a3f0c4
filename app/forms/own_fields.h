// What a lab says of itself, of a host and of an event, described as a card describes a plugin's parameters.
#pragma once

#include "forms/form_text.h"
#include "lab/lab.h"
#include "plugin/card.h"

namespace tcplab {

// The limits are those of the lab's reader, which has the last word.
struct OwnField {
    ParameterSpec spec;
    Sentence title;
    Sentence summary{};
};

std::vector<OwnField> labFields();
std::vector<OwnField> hostFields();
std::vector<OwnField> linkFields();
std::vector<OwnField> eventFields(bool ofLink);

FormText whatText(LabEvent::What what);
// "client – server"
std::string between(const LabLink& link);

// A value of a lab as one writes it; of a list, its JSON.
std::string textOf(const Value& value);
// What holds without a value; empty when nothing does.
std::string fallbackOf(const ParameterSpec& spec);

}  // namespace tcplab
