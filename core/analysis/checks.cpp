#include "analysis/checks.h"
