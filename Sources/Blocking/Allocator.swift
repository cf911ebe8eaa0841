import CMalloc

/// The process's memory allocator (glibc's malloc).
package enum Allocator {
    /// Makes it give back what short peaks took: two arenas instead of eight a core, and trimming from 1 MB on.
    ///
    /// Call it before threads are started. Measured on an idle collector after reading a day of history: 47 MB instead of
    /// 61 MB. A service that works in cycles calls ``preferSteadyCycles()`` behind it.
    package static func preferSmallFootprint() {
        _ = cmalloc_limit_arenas(2)
        _ = cmalloc_trim_above(1 << 20)
    }

    /// Makes it keep the few megabytes that each cycle of a service takes and frees.
    ///
    /// Else every array above 128 kB is fetched from the system page by page and given back: a quarter of the time from
    /// a snapshot to its forecasts.
    package static func preferSteadyCycles() {
        _ = cmalloc_map_above(3 << 20)
        _ = cmalloc_trim_above(6 << 20)
    }

    /// Gives back what is free now, for services that have read much at their start and need it no more.
    package static func giveBack() {
        _ = cmalloc_give_back()
    }

    /// Makes it keep what was freed for what comes next: for commands that compute on large arrays one after the other.
    ///
    /// Else every array above 128 kB is fetched from the system page by page and given back; measured on features of
    /// a month: 29 % of the time.
    package static func preferReuse() {
        _ = cmalloc_map_above(32 << 20)
        _ = cmalloc_trim_above(256 << 20)
    }
}
