#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_dctcp {
void contribute(Catalogue& catalogue);
}
