#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_trace {
void contribute(Catalogue& catalogue);
}
