#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_faulty_server {
void contribute(Catalogue& catalogue);
}
