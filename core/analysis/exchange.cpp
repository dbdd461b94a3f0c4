#include "analysis/exchange.h"
