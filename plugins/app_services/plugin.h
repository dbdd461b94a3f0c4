#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_services {
void contribute(Catalogue& catalogue);
}
