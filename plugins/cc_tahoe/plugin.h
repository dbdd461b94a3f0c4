#pragma once

#include "plugin/catalogue.h"

namespace tcplab::cc_tahoe {
void contribute(Catalogue& catalogue);
}
