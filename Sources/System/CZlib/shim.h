// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <zlib.h>

// inflateInit2 and deflateInit2 are macros, which Swift does not see. 31 is the largest window, in a gzip wrapper.

static inline int gnome_gunzip_init(z_stream *stream) { return inflateInit2(stream, 31); }
static inline int gnome_gzip_init(z_stream *stream) {
    return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
