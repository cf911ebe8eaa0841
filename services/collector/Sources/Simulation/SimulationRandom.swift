/// A small generator of our own (SplitMix64), so that a seed means the same city in every process and Swift version.
///
/// It uses whole-number and basic floating-point arithmetic only: no mathematics library, whose last digit may differ.
struct SimulationRandom: Sendable {
    private var state: UInt64

    /// The generator of one numbered `counter` (a day, a station) within one purpose of a seed.
    init(seed: UInt64, purpose: Purpose, counter: Int64 = 0) {
        let salted = Self.mix(seed &+ Self.increment &* purpose.rawValue)
        state = Self.mix(salted ^ Self.mix(UInt64(bitPattern: counter) &+ Self.increment))
    }

    /// Keeps draws for different ends apart, so that adding one never shifts another.
    enum Purpose: UInt64, Sendable {
        case geography = 1
        case destinations
        case weather
        case targets
        case trips
        case trucks
    }

    mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mix(state)
    }

    /// Uniform in 0 ..< 1.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform in `range`.
    mutating func real(in range: Range<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    /// Uniform in 0 ..< `count`; `count` must be at least 1.
    mutating func index(below count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// Bell-shaped around 0 with a standard deviation of 1, never beyond ±3.5.
    mutating func bell() -> Double {
        (unit() + unit() + unit() + unit() - 2) * 1.7320508075688772
    }

    /// A Poisson count with the given mean, in time proportional to it.
    mutating func poisson(mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        var count = 0
        var rest = mean
        while rest >= 1 {
            count += poisson(limit: 0.36787944117144233)
            rest -= 1
        }
        return count + poisson(limit: Self.exponentialOfNegative(rest))
    }

    /// Knuth's method, given e^(−mean).
    private mutating func poisson(limit: Double) -> Int {
        var count = 0
        var product = unit()
        while product > limit {
            count += 1
            product *= unit()
        }
        return count
    }

    /// e^(−x) for x in 0 ... 1, by its series (error below 1e−10).
    private static func exponentialOfNegative(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for n in 1...13 {
            term *= -x / Double(n)
            sum += term
        }
        return sum
    }

    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
