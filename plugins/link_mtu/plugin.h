#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_mtu {
void contribute(Catalogue& catalogue);
}
