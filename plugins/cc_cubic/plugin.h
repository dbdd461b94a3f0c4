#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_cubic {
void contribute(Catalogue& catalogue);
}
