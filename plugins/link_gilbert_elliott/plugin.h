#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_gilbert_elliott {
void contribute(Catalogue& catalogue);
}
