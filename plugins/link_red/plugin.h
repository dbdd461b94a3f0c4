#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_red {
void contribute(Catalogue& catalogue);
}
