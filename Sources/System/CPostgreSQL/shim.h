// SPDX-License-Identifier: Apache-2.0
#pragma once
// Without this the system's headers would count as this module's own, or as that of whichever module was read first.
#pragma clang module import SwiftGlibc
#include <libpq-fe.h>
