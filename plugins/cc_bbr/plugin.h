#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_bbr {
void contribute(Catalogue& catalogue);
}
