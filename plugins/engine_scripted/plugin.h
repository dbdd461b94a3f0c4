#pragma once

#include "plugin/catalogue.h"

namespace tcplab::engine_scripted {
void contribute(Catalogue& catalogue);
}
