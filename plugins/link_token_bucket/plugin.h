#pragma once

#include "plugin/catalogue.h"

namespace tcplab::link_token_bucket {
void contribute(Catalogue& catalogue);
}
