#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_newreno {
void contribute(Catalogue& catalogue);
}
