/// `features.json`: what a model version reads, which booster says what, and how their outputs are put together.
///
/// A model trained elsewhere loads when its `features` are among ours: it may have fewer, in any order, and only the
/// `change` booster of a horizon.
package struct ModelManifest: Codable, Sendable {
    package static let format = 1
    package static let fileName = "features.json"

    package struct Line: Codable, Sendable {
        package var intercept: Float
        package var slope: Float
    }

    package struct Calibration: Codable, Sendable {
        package var temperature: Float
        package var empty: Line
        package var full: Line
        package var firstStageShare: Float
        package var medianSlack: Float?
    }

    package struct Horizon: Codable, Sendable {
        package var minutes: Int
        /// File names by ``BoosterRole``.
        package var boosters: [String: String]
        /// Smallest change of each class of the shape; absent without a shape.
        package var classBounds: [Int]?
        package var classSpread: [Float]?
        package var calibration: Calibration?
        /// The last value's quantiles and shares of empty by count, learned on the training days.
        package var lastValueQuantiles: [Float]
        package var emptyByCount: [Float]
    }

    package var format: Int
    package var source: String
    package var engine: String
    package var calendar: String
    /// Minutes between the ticks it was trained on.
    package var tickMinutes: Int
    /// Names in the order of the boosters' columns.
    package var features: [String]
    package var shapeFeatures: [String]
    package var horizons: [Horizon]
    /// First and last local day learned from.
    package var firstDay: String
    package var lastDay: String
    package var seed: UInt64
}
