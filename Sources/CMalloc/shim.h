#include <malloc.h>

// The option names are macros with negative values, which Swift does not import.
static inline int cmalloc_limit_arenas(int arenas) { return mallopt(M_ARENA_MAX, arenas); }
static inline int cmalloc_trim_above(int bytes) { return mallopt(M_TRIM_THRESHOLD, bytes); }
static inline int cmalloc_map_above(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes); }
static inline int cmalloc_give_back(void) { return malloc_trim(0); }
