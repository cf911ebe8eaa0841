import Glibc
import Synchronization

/// How many threads LightGBM uses, which it keeps in one place for the whole process.
///
/// Its objects size buffers by that number when they are made, and must not find another one later because of a
/// second training. So one call is made at a time, each after the limit of its object is set. Two trainings take turns
/// round by round, and the listener of a training runs outside.
enum LightGBMThreads {
    private static let turn = Mutex<Void>(())

    /// What every parameter list says, so that reading one changes nothing; more are never used.
    static let most = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Runs `body`, alone in the process, after `set` got the number of threads for it.
    static func with<T>(
        _ threads: Int,
        set: (Int32) -> Int32,
        _ body: () throws(BoosterError) -> T
    ) throws(BoosterError) -> T {
        try turn.withLock { _ throws(BoosterError) in
            // It fails on nothing.
            _ = set(Int32(max(1, min(threads, most))))
            return try body()
        }
    }
}
