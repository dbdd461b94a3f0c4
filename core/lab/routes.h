// Whether the routes of a lab can be what they say.
#pragma once

#include "base/result.h"
#include "lab/lab.h"

namespace tcplab {

// The first mistake: a neighbour that is unknown or not linked, two routes of a host to one prefix, or bits behind a prefix.
Result<void> checkRoutes(const Lab& lab);

}  // namespace tcplab
