#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_script {
void contribute(Catalogue& catalogue);
}
