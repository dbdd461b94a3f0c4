#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_voice {
void contribute(Catalogue& catalogue);
}
