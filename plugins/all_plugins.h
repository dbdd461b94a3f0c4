// All plugins of the tree, linked in: for tests, fuzzers and benchmarks. The program loads them at run time.
#pragma once

#include "plugin/catalogue.h"

namespace tcplab {
void contributeAll(Catalogue& catalogue);
const Catalogue& allPlugins();
}  // namespace tcplab
