#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_streams {
void contribute(Catalogue& catalogue);
}
