#include <zlib.h>

// deflateInit2 and inflateInit2 are macros; 15 + 16 is the largest window in gzip framing.
static inline int ctz_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int ctz_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
