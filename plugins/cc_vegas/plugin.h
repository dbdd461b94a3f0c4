#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_vegas {
void contribute(Catalogue& catalogue);
}
