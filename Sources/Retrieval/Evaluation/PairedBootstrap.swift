/// How sure a difference between two configurations on the same questions is.
package struct PairedBootstrap: Sendable, Equatable {
    /// Mean of the second minus mean of the first.
    package var difference: Double
    /// The middle 95 % of the differences of resampled questions.
    package var low: Double
    package var high: Double

    /// Resamples the questions `rounds` times with replacement; the same numbers always give the same interval.
    package init(_ first: [Double], _ second: [Double], rounds: Int = 2_000, seed: UInt64 = 20_241_120) {
        precondition(first.count == second.count, "paired lists are of one length")
        let differences = zip(first, second).map { $1 - $0 }
        let count = differences.count
        guard count > 0, rounds > 0 else {
            (difference, low, high) = (0, 0, 0)
            return
        }
        difference = differences.reduce(0, +) / Double(count)
        var state = seed
        var means: [Double] = []
        means.reserveCapacity(rounds)
        for _ in 0..<rounds {
            var sum = 0.0
            for _ in 0..<count {
                state &+= 0x9e37_79b9_7f4a_7c15
                sum += differences[Int(TermHash.mix(state) % UInt64(count))]
            }
            means.append(sum / Double(count))
        }
        means.sort()
        low = means[Int(0.025 * Double(rounds - 1))]
        high = means[Int((0.975 * Double(rounds - 1)).rounded(.up))]
    }
}
