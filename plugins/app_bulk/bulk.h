#pragma once

#include <memory>

#include "plugin/app.h"

namespace tcplab::app_bulk {

std::unique_ptr<App> makeSender(const AppSetup& setup);
std::unique_ptr<App> makeSink(const AppSetup& setup);

}  // namespace tcplab::app_bulk
