// A parameter's value as a lab writes it.
#pragma once

#include "plugin/card.h"

namespace tcplab {

// Of a normalized value, but for the quotation marks of a text: "20 ms", "1460", "false". Not for lists.
std::string written(ParameterType type, const Value& normalized);

}  // namespace tcplab
