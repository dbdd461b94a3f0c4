#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_aimd {
void contribute(Catalogue& catalogue);
}
