#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_lose {
void contribute(Catalogue& catalogue);
}
