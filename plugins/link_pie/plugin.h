#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_pie {
void contribute(Catalogue& catalogue);
}
