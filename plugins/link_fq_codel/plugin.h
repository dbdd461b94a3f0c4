#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_fq_codel {
void contribute(Catalogue& catalogue);
}
