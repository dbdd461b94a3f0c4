#pragma once

#include "plugin/catalogue.h"

namespace tcplab::app_request_response {
void contribute(Catalogue& catalogue);
}
