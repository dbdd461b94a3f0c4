#include "plugin/card.h"
