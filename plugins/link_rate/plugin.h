#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_rate {
void contribute(Catalogue& catalogue);
}
