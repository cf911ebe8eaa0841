package import GradientBoosting
import Glibc

/// What a booster of a horizon says.
package enum BoosterRole: String, CaseIterable, Sendable {
    /// Expected change of the count.
    case change
    /// Bikes that riders bring and take.
    case arrivals, departures
    /// Whether no bike will be there, the count will be the same, no dock will be free.
    case empty, stay, full
    /// The class of the change, from what the others say.
    case shape

    /// Those whose outputs the shape is learned from, in the order of its first features.
    package static let firstStage: [BoosterRole] = [.change, .arrivals, .departures, .empty, .stay, .full]
}

/// What the shape is learned from beside the first stage's raw scores.
package enum ShapeFeature {
    package static let state: [StateFeature] = [
        .bikes, .docksFree, .minuteOfDay, .stationFlow, .reportAge, .sinceChange, .activity120, .change10,
    ]
    package static let horizon: [HorizonFeature] = [.scaledFlow, .usualEmpty]
    /// Names in the order of the columns.
    package static let names =
        BoosterRole.firstStage.map { "stage1_\($0.rawValue)" } + state.map(\.name) + horizon.map(\.name)
}

/// Corrections learned on days that neither stage saw.
package struct HorizonCalibration: Sendable, Hashable {
    /// Raw scores of the shape are divided by this.
    package var temperature: Float = 1
    /// Log odds of P(empty) and P(full): intercept + slope × what the stages say together.
    package var empty = LogOddsLine()
    package var full = LogOddsLine()
    /// Share of the first stage in the expectation; the shape has the rest.
    package var firstStageShare: Float = 0.5
    /// The median is the last value where that is a quantile of a level within 0.5 ± this: counts are whole numbers,
    /// and a median that is one off by a hair costs more than it gains.
    package var medianSlack: Float = 0

    package init() {}

    /// More would let the median cross the quartiles.
    static let mostMedianSlack: Float = 0.2

    /// Whether forecasts computed with it can be probabilities.
    var isUsable: Bool {
        let lines = [empty.intercept, empty.slope, full.intercept, full.slope]
        return temperature > 0.1 && temperature < 10 && firstStageShare >= 0 && firstStageShare <= 1
            && medianSlack >= 0 && medianSlack <= HorizonCalibration.mostMedianSlack
            && lines.allSatisfy { $0.isFinite && abs($0) < 20 }
    }
}

/// A straight line between log odds (Platt 1999).
package struct LogOddsLine: Sendable, Hashable {
    package var intercept: Float = 0
    package var slope: Float = 1

    package init(intercept: Float = 0, slope: Float = 1) {
        self.intercept = intercept
        self.slope = slope
    }

    func apply(_ probability: Float) -> Float {
        let bounded = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + expf(-(intercept + slope * logf(bounded / (1 - bounded)))))
    }
}

/// One horizon's boosters and how their outputs become distributions.
package struct HorizonModel: Sendable {
    package let minutes: Int
    /// In the order of ``BoosterRole/firstStage``; only the change where there is no shape.
    let firstStage: TreeScorerGroup
    /// Nil for a model that only knows the expected change; its distributions are the baseline's.
    let shape: TreeScorer?
    package let classes: ChangeClasses
    package internal(set) var calibration: HorizonCalibration
    private let selection: FeatureSelection

    /// Takes the boosters of ``BoosterRole/firstStage`` in that order.
    init(
        minutes: Int,
        firstStage: TreeScorerGroup,
        shape: TreeScorer,
        classes: ChangeClasses,
        calibration: HorizonCalibration,
        selection: FeatureSelection = .all
    ) {
        self.minutes = minutes
        self.firstStage = firstStage
        self.shape = shape
        self.classes = classes
        self.calibration = calibration
        self.selection = selection
    }

    /// A model that only knows the expected change.
    init(minutes: Int, change: TreeEnsemble, selection: FeatureSelection) {
        self.minutes = minutes
        firstStage = TreeScorerGroup([change])
        shape = nil
        classes = ChangeClasses(minutes: minutes)
        calibration = HorizonCalibration()
        self.selection = selection
    }

    /// Whether it knows the distribution, not only the expectation.
    package var hasDistribution: Bool { shape != nil }

    /// Expected bikes of every row, for a model without a distribution.
    package func expectations(_ features: FeatureColumns) -> [Float] {
        let scores = Self.bounded(firstStage.rawScores(selection.columns(features))[0])
        return (0..<features.rowCount).map { row in
            RowForecast.count(features[StateFeature.bikes.index, row] + Float(scores[row]))
        }
    }

    /// The columns the shape's booster reads, from the features and the first stage's raw scores.
    static func shapeColumns(features: FeatureColumns, firstStage: [[Double]]) -> FeatureColumns {
        var columns = FeatureColumns(columnCount: ShapeFeature.names.count, rowCount: features.rowCount)
        for (column, scores) in firstStage.enumerated() {
            for row in 0..<features.rowCount { columns[column, row] = Float(scores[row]) }
        }
        let sources =
            ShapeFeature.state.map(\.index)
            + ShapeFeature.horizon.map { StateFeature.allCases.count + $0.index }
        for (position, source) in sources.enumerated() {
            for row in 0..<features.rowCount {
                columns[firstStage.count + position, row] = features[source, row]
            }
        }
        return columns
    }

    /// The raw scores of the first stage and of the shape; nil without a distribution.
    func scores(_ features: FeatureColumns) -> (firstStage: [[Double]], shape: [Double])? {
        guard let shape else { return nil }
        let selected = selection.columns(features)
        let firstStage = firstStage.rawScores(selected).map(Self.bounded)
        let columns = Self.shapeColumns(features: features, firstStage: firstStage)
        return (firstStage, Self.bounded(shape.rawScores(columns)))
    }

    /// Scores within what can be computed with; those of a model that makes sense are.
    private static func bounded(_ scores: [Double]) -> [Double] {
        scores.allSatisfy { abs($0) < 1e6 } ? scores : scores.map { $0.isNaN ? 0 : min(max($0, -1e6), 1e6) }
    }

    /// Calls `body` for every row with the distribution of its count and its P(full); never without a distribution.
    package func forecast(
        _ features: FeatureColumns,
        _ body: (_ row: Int, _ forecast: borrowing RowForecast) throws -> Void
    ) rethrows {
        guard let scores = scores(features) else { return }
        var row = RowForecast(classCount: classes.count)
        for position in 0..<features.rowCount {
            row.set(position, features: features, firstStage: scores.firstStage, shape: scores.shape, model: self)
            try body(position, row)
        }
    }
}

/// The forecast of one station; its memory is used again for the next.
package struct RowForecast: Sendable {
    package private(set) var distribution = CountDistribution()
    /// Expected bikes.
    package private(set) var expected: Float = 0
    private var last = 0
    private var medianSlack: Float = 0
    /// P(no free dock).
    package private(set) var pFull: Float = 0
    /// What both stages say together before calibration, and each stage's expectation.
    private(set) var rawEmpty: Float = 0
    private(set) var rawFull: Float = 0
    private(set) var firstStageMean: Float = 0
    private(set) var shapeMean: Float = 0
    private var probabilities: [Float]

    init(classCount: Int) {
        probabilities = [Float](repeating: 0, count: classCount)
    }

    mutating func set(
        _ row: Int,
        features: FeatureColumns,
        firstStage: [[Double]],
        shape: [Double],
        model: HorizonModel
    ) {
        let bikes = Self.count(features[StateFeature.bikes.index, row])
        let docks = Self.count(features[StateFeature.docksFree.index, row])
        let calibration = model.calibration
        softmax(shape, row: row, rows: features.rowCount, temperature: calibration.temperature)
        let stageEmpty = Self.logistic(firstStage[3][row])
        distribution.set(bikes: Int(bikes), probabilities: probabilities, classes: model.classes)
        rawEmpty = (distribution.pEmpty + stageEmpty) / 2
        distribution.scale(pEmpty: calibration.empty.apply(rawEmpty))
        let atCapacity = 1 - distribution.probability(atMost: Int(bikes + docks) - 1)
        rawFull = (Self.logistic(firstStage[5][row]) * 3 + atCapacity) / 4
        pFull = calibration.full.apply(rawFull)
        last = Int(bikes)
        medianSlack = calibration.medianSlack
        firstStageMean = bikes + Float(firstStage[0][row])
        shapeMean = distribution.mean
        let share = calibration.firstStageShare
        expected = Self.count(share * firstStageMean + (1 - share) * shapeMean)
    }

    /// The counts at `levels`, which ascend; the median is the last value where the two are as good as equal.
    package func quantiles(_ levels: [Float], into quantiles: inout [Float]) {
        distribution.quantiles(levels, into: &quantiles)
        guard medianSlack > 0, let median = levels.firstIndex(of: 0.5), quantiles[median] != Float(last),
            isMedian(last, slack: medianSlack)
        else { return }
        quantiles[median] = Float(last)
    }

    /// Whether `count` is a quantile of some level within 0.5 ± `slack`.
    func isMedian(_ count: Int, slack: Float) -> Bool {
        distribution.probability(atMost: count) >= 0.5 - slack
            && distribution.probability(atMost: count - 1) <= 0.5 + slack
    }

    private mutating func softmax(_ scores: [Double], row: Int, rows: Int, temperature: Float) {
        var highest = -Float.infinity
        for index in probabilities.indices {
            probabilities[index] = Float(scores[index * rows + row]) / temperature
            highest = max(highest, probabilities[index])
        }
        var total: Float = 0
        for index in probabilities.indices {
            probabilities[index] = expf(probabilities[index] - highest)
            total += probabilities[index]
        }
        for index in probabilities.indices { probabilities[index] /= total }
    }

    /// A count that can be a whole number; an unknown one is none.
    fileprivate static func count(_ value: Float) -> Float { value > 0 ? min(value, 100_000) : 0 }

    private static func logistic(_ score: Double) -> Float { 1 / (1 + expf(-Float(score))) }
}
