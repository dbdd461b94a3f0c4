#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_loss {
void contribute(Catalogue& catalogue);
}
