#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_delay {
void contribute(Catalogue& catalogue);
}
