import Glibc

/// The classes into which changes of a count fall: single changes near none, ranges further out.
///
/// Within a range, changes are spread as they were in training.
package struct ChangeClasses: Sendable, Hashable {
    /// Changes beyond this many bikes count as this many.
    package static let reach = 40

    /// The smallest change of each class, ascending; the first is −``reach``.
    package let lowerBounds: [Int]
    /// P(change | its class), for −``reach`` … ``reach``.
    package var spread: [Float]
    private let classByChange: [Int]

    /// The classes for a horizon, spread evenly until ``learn(_:)``.
    package init(minutes: Int) {
        let single = minutes <= 5 ? 6 : minutes <= 10 ? 7 : minutes <= 20 ? 8 : minutes <= 30 ? 9 : 10
        // Beyond single changes come ranges of 2, 3 and 5, and the rest.
        let ranges = [single + 1, single + 3, single + 6, single + 11]
        let mirrored = [-Self.reach] + ranges.dropFirst().reversed().map { 1 - $0 }
        self.init(checkedBounds: mirrored + Array(-single...single) + ranges, spread: nil)
    }

    /// Takes bounds and spread as they were saved; nil when they do not fit together.
    package init?(lowerBounds: [Int], spread: [Float]) {
        guard lowerBounds.first == -Self.reach, lowerBounds.count > 1, lowerBounds.count <= 81,
            zip(lowerBounds, lowerBounds.dropFirst()).allSatisfy({ $0 < $1 }),
            lowerBounds.allSatisfy({ abs($0) <= Self.reach }), spread.count == 2 * Self.reach + 1,
            spread.allSatisfy({ $0 >= 0 && $0 <= 1 })
        else { return nil }
        self.init(checkedBounds: lowerBounds, spread: spread)
    }

    private init(checkedBounds lowerBounds: [Int], spread: [Float]?) {
        self.lowerBounds = lowerBounds
        classByChange = (-Self.reach...Self.reach).map { change in
            (lowerBounds.lastIndex { $0 <= change }) ?? 0
        }
        let sizes = classByChange.reduce(into: [Int: Float]()) { $0[$1, default: 0] += 1 }
        self.spread = spread ?? classByChange.map { 1 / (sizes[$0] ?? 1) }
    }

    package var count: Int { lowerBounds.count }

    /// The class of a change.
    package func index(of change: Int) -> Int {
        classByChange[min(max(change, -Self.reach), Self.reach) + Self.reach]
    }

    /// Learns how changes are spread within their classes.
    package mutating func learn(_ changes: [Float]) {
        // One change of each kind is taken as seen, so that nothing possible is impossible.
        var counts = [Float](repeating: 1, count: spread.count)
        for change in changes { counts[min(max(Int(change), -Self.reach), Self.reach) + Self.reach] += 1 }
        var totals = [Float](repeating: 0, count: count)
        for (position, kind) in classByChange.enumerated() { totals[kind] += counts[position] }
        for (position, kind) in classByChange.enumerated() { spread[position] = counts[position] / totals[kind] }
    }

    /// Spreads the probabilities of the classes over the changes −``reach`` … ``reach``, into `mass`.
    func expand(_ probabilities: [Float], into mass: inout [Float]) {
        for position in spread.indices { mass[position] = probabilities[classByChange[position]] * spread[position] }
    }
}
