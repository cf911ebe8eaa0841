/// The probabilities of every count a station may have at a horizon.
package struct CountDistribution: Sendable {
    /// P(change) for −reach … reach; nothing below no bike.
    private var mass: [Float]
    private var bikes = 0

    package init() {
        mass = [Float](repeating: 0, count: 2 * ChangeClasses.reach + 1)
    }

    /// Takes the probabilities of the classes of change from `bikes`; what would lie below no bike lies at no bike.
    mutating func set(bikes: Int, probabilities: [Float], classes: ChangeClasses) {
        self.bikes = bikes
        classes.expand(probabilities, into: &mass)
        let first = firstIndex
        var total: Float = 0
        for value in mass { total += value }
        guard total > 0 else { return }
        for index in 0..<first {
            if canBeEmpty { mass[first] += mass[index] }
            mass[index] = 0
        }
        for index in first..<mass.count { mass[index] /= total }
    }

    /// Gives no bike the probability `pEmpty` and scales the rest to fit.
    mutating func scale(pEmpty: Float) {
        guard canBeEmpty else { return }
        let first = firstIndex
        let own = mass[first]
        let rest = 1 - own
        if rest > 1e-6 {
            let factor = (1 - pEmpty) / rest
            for index in first + 1..<mass.count { mass[index] *= factor }
        } else if first + 1 < mass.count {
            mass[first + 1] = 1 - pEmpty
        }
        mass[first] = pEmpty
    }

    /// Whether no bike is within reach.
    private var canBeEmpty: Bool { bikes <= ChangeClasses.reach }

    /// Where no bike, or the lowest count within reach, stands.
    private var firstIndex: Int { max(0, ChangeClasses.reach - bikes) }

    /// P(no bike).
    package var pEmpty: Float { canBeEmpty ? mass[firstIndex] : 0 }

    /// The expected count.
    package var mean: Float {
        var sum: Float = 0
        for index in mass.indices { sum += mass[index] * Float(index - ChangeClasses.reach) }
        return Float(bikes) + sum
    }

    /// P(count ≤ `count`).
    package func probability(atMost count: Int) -> Float {
        let last = count - bikes + ChangeClasses.reach
        guard last >= 0 else { return 0 }
        var sum: Float = 0
        for index in 0...min(last, mass.count - 1) { sum += mass[index] }
        return min(1, sum)
    }

    /// The smallest counts whose cumulative probabilities reach `levels`, which ascend.
    package func quantiles(_ levels: [Float], into quantiles: inout [Float]) {
        quantiles.removeAll(keepingCapacity: true)
        var index = firstIndex
        var sum = mass[index]
        for level in levels {
            while sum < level, index < mass.count - 1 {
                index += 1
                sum += mass[index]
            }
            quantiles.append(Float(bikes + index - ChangeClasses.reach))
        }
    }
}
