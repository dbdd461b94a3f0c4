#include "lab/lab_file.h"
