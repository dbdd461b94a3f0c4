#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_none {
void contribute(Catalogue& catalogue);
}
