#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_damage {
void contribute(Catalogue& catalogue);
}
