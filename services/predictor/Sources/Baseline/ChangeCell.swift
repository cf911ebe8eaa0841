/// Which stations at which times are pooled when the distribution of a change is learned.
///
/// A cell is the usual size of a ten-minute change at this station and time (how lively), the change that is usual up
/// to the horizon (where it drifts), and how near the station is to being empty or full (what stops it). The first two
/// carry the station and the time of day: stations of a kind at hours of a kind share one distribution.
enum ChangeCell {
    /// Upper bounds of the usual size of a ten-minute change, in bikes.
    private static let magnitudeBounds: [Float] = [0.03, 0.08, 0.15, 0.25, 0.4, 0.6, 0.9, 1.3, 1.9, 3]
    /// Upper bounds of the usual change over ten minutes, in bikes; over h minutes times √(h/10).
    private static let driftBounds: [Float] = [-2.5, -1.2, -0.5, -0.15, 0.15, 0.5, 1.2, 2.5]
    /// Upper bounds of bikes, or of free docks when those are fewer.
    private static let countBounds: [Int32] = [0, 1, 2, 3, 5, 8, 12, 18, 26]

    static let magnitudes = magnitudeBounds.count + 1
    static let drifts = driftBounds.count + 1
    /// By bikes, by docks, and one for stations with plenty of both.
    static let states = 2 * countBounds.count + 1
    /// Cells of one horizon.
    static let count = magnitudes * drifts * states
    /// Cells of one horizon when the drift is left away.
    static let coarseCount = magnitudes * states

    /// Typical size of a ten-minute change in a class of liveliness, for the prior.
    static func typicalMagnitude(_ magnitude: Int) -> Float {
        let upper = magnitude < magnitudeBounds.count ? magnitudeBounds[magnitude] : 4
        let lower = magnitude > 0 ? magnitudeBounds[magnitude - 1] : 0
        return (lower + upper) / 2
    }

    /// √(minutes/10), by which the classes of drift widen with the horizon.
    static func driftScale(minutes: Int) -> Float { (Float(minutes) / 10).squareRoot() }

    static func index(magnitude: Float, drift: Float, driftScale: Float, bikes: Int32, docksFree: Int32) -> Int {
        let lively = magnitudeBounds.firstIndex { magnitude < $0 } ?? magnitudeBounds.count
        let scaled = drift / driftScale
        let drifting = driftBounds.firstIndex { scaled < $0 } ?? driftBounds.count
        return (lively * drifts + drifting) * states + state(bikes: bikes, docksFree: docksFree)
    }

    /// The same cell without its drift.
    static func coarse(_ cell: Int) -> Int {
        cell / (drifts * states) * states + cell % states
    }

    /// The class of liveliness of a cell.
    static func magnitude(_ cell: Int) -> Int { cell / (drifts * states) }

    private static func state(bikes: Int32, docksFree: Int32) -> Int {
        let fewer = min(bikes, docksFree)
        guard let bound = countBounds.firstIndex(where: { fewer <= $0 }) else { return states - 1 }
        return bikes <= docksFree ? bound : countBounds.count + bound
    }
}
