import Glibc

/// Time that this process has taken: of all its threads on processors, and on the wall.
struct ProcessTime {
    let cpuSeconds: Double
    private let wall: ContinuousClock.Instant

    static func now() -> ProcessTime {
        // POSIX has it count microseconds.
        ProcessTime(cpuSeconds: Double(clock()) / 1_000_000, wall: .now)
    }

    /// What has passed since `earlier`.
    func since(_ earlier: ProcessTime) -> (cpuSeconds: Double, wallSeconds: Double) {
        let wallTime = (wall - earlier.wall).components
        let wallSeconds = Double(wallTime.seconds) + Double(wallTime.attoseconds) * 1e-18
        return (cpuSeconds - earlier.cpuSeconds, wallSeconds)
    }
}
