#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_codel {
void contribute(Catalogue& catalogue);
}
