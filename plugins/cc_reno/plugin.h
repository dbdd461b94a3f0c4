#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_reno {
void contribute(Catalogue& catalogue);
}
