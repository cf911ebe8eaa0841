package import GradientBoosting

/// How a training is done.
package struct TrainingSettings: Sendable {
    package var engine = BoostingEngine.lightgbm
    /// Minutes ahead, in the order they are trained.
    package var horizons = ForecastHorizons.minutes
    /// The scale of a training in rows: each half of the days gets three quarters of it, the last growing five quarters.
    package var rowLimit = 800_000
    package var seed: UInt64 = 1
    package var threads = 2
    /// The last days that are kept out and judged at the end.
    package var heldBackDays = 10
    /// Rounds of a first-stage booster at most.
    package var rounds = 300
    package var shapeRounds = 80
    /// Whether the first stage grows on both halves of the days in turn and at last on both with the days that stopped them;
    /// else on the first half only.
    package var crossFits = true

    package init() {}

    /// Makes do with fewer rounds and one pass: a model in a quarter of the time.
    package mutating func makeQuick() {
        rounds = 90
        shapeRounds = 40
        crossFits = false
    }

    /// Rows of a part, at most.
    func rowLimit(_ part: TrainingPart) -> Int {
        switch part {
        case .warmUp: 0
        case .firstFold, .secondFold: rowLimit * 3 / 4
        case .stopping: rowLimit / 6
        case .calibrating: rowLimit / 5
        }
    }

    /// Rows the second stage grows on, at most.
    var shapeRowLimit: Int { rowLimit * 3 / 4 }

    var binning: BinningParameters {
        var binning = BinningParameters()
        binning.seed = Int(truncatingIfNeeded: seed & 0x7fff_ffff)
        binning.threads = threads
        return binning
    }

    func parameters(_ role: BoosterRole) -> BoostingParameters {
        let objective: BoostingObjective =
            switch role {
            case .change: .squaredError
            case .arrivals, .departures: .poisson
            case .empty, .stay, .full: .binary
            case .shape: .multiclass(classes: 2)
            }
        var parameters = base(objective)
        parameters.rounds = rounds
        parameters.earlyStoppingRounds = 20
        parameters.learningRate = 0.07
        parameters.leaves = 31
        parameters.minRowsPerLeaf = 150
        parameters.featureFraction = 0.5
        parameters.rowFraction = 0.6
        return parameters
    }

    func shapeParameters(classes: Int) -> BoostingParameters {
        var parameters = base(.multiclass(classes: classes))
        parameters.rounds = shapeRounds
        parameters.earlyStoppingRounds = 8
        parameters.learningRate = 0.12
        parameters.leaves = 15
        parameters.minRowsPerLeaf = 100
        parameters.featureFraction = 0.7
        parameters.rowFraction = 0.6
        return parameters
    }

    private func base(_ objective: BoostingObjective) -> BoostingParameters {
        var parameters = BoostingParameters(objective: objective)
        parameters.l2 = 5
        parameters.seed = Int(truncatingIfNeeded: seed & 0x7fff_ffff)
        parameters.threads = threads
        return parameters
    }
}
