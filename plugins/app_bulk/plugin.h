#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_bulk {
void contribute(Catalogue& catalogue);
}
