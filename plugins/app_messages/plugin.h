#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_messages {
void contribute(Catalogue& catalogue);
}
