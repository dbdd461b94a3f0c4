#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_arq {
void contribute(Catalogue& catalogue);
}
