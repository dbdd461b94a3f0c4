#pragma once

#include "plugin/catalogue.h"

namespace tcplab::io_tap {
void contribute(Catalogue& catalogue);
}
