// SPDX-License-Identifier: Apache-2.0
#pragma once
// Not part of Swift's Glibc module. It has a module of its own, because a header belongs to whichever module includes it first.
#include <sys/eventfd.h>
