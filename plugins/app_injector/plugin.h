#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_injector {
void contribute(Catalogue& catalogue);
}
