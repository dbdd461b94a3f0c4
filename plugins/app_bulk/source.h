// The sender's text in C.
#pragma once

#include <string>

#include "plugin/card.h"

namespace tcplab::app_bulk {

std::string sourceOf(const Parameters& parameters);

}  // namespace tcplab::app_bulk
