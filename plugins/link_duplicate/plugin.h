#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_duplicate {
void contribute(Catalogue& catalogue);
}
