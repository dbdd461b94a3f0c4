#pragma once

#include "plugin/catalogue.h"

namespace tcplab::engine_router {
void contribute(Catalogue& catalogue);
}
