#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_syn_flood {
void contribute(Catalogue& catalogue);
}
