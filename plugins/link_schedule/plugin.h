#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_schedule {
void contribute(Catalogue& catalogue);
}
