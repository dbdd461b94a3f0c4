#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_http {
void contribute(Catalogue& catalogue);
}
