#pragma once

#include "plugin/catalogue.h"

namespace tcplab::engine_tcp {
void contribute(Catalogue& catalogue);
}
