import GradientBoosting

/// Rows with a relation to learn, the same for the same seed.
struct SyntheticRows {
    static let names = ["signal", "other", "flag", "noise"]

    var table: FeatureTable
    /// What the labels follow, between 0 and 4.
    var truth: [Float] = []
    /// Between 0 and 1, independent of all columns.
    var luck: [Float] = []

    init(rows: Int, seed: UInt64) {
        var random = Generator(state: seed)
        table = FeatureTable(columnCount: Self.names.count, capacity: rows)
        for _ in 0..<rows {
            let signal = random.next(), other = random.next(), flag: Float = random.next() < 0.5 ? 0 : 1
            table.append([signal, other, flag, random.next()])
            truth.append(2 * signal + 2 * flag * other)
            luck.append(random.next())
        }
    }

    /// Labels that suit an objective.
    func labels(for objective: BoostingObjective) -> [Float] {
        zip(truth, luck).map { truth, luck in
            switch objective {
            case .squaredError, .absoluteError, .quantile: truth + (luck - 0.5) * 0.4
            case .poisson: (truth + luck).rounded(.down)
            case .binary: truth + (luck - 0.5) > 1.5 ? 1 : 0
            case .multiclass(let classes): min((truth + luck * 0.2).rounded(.down), Float(classes - 1))
            }
        }
    }

    /// A linear congruential generator: tests need repeatable numbers, not good ones.
    struct Generator {
        var state: UInt64

        /// The next number, from 0 up to 1.
        mutating func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 24)
        }
    }
}
