#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_reorder {
void contribute(Catalogue& catalogue);
}
