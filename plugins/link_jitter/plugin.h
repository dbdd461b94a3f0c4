#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_jitter {
void contribute(Catalogue& catalogue);
}
