/// A library for gradient boosting that was loaded at run time.
///
/// All calls block, `train` for minutes, and use the threads they are told to: call them on a `BlockingThread`.
/// LightGBM does one thing at a time in a process: calls take turns, a training round by round. Nothing is written to
/// standard output; LightGBM repeats its errors on standard error, whatever it is told.
package protocol BoosterLibrary: Sendable {
    var engine: BoostingEngine { get }
    /// The library's version; LightGBM's does not tell more than the oldest it may be.
    var version: String { get }

    /// Puts a table into bins, once for any number of trainings; the table is not needed afterwards.
    ///
    /// Needs about one byte a value, and while it works 250 MB for the placing of bins. `featureNames` has one name
    /// a column, without white space and `",:[]{}<`. A dataset for validation takes the bins of its `reference`, the
    /// training rows. Throws on names, settings and references that do not fit.
    func makeDataset(
        _ table: FeatureTable,
        featureNames: [String],
        binning: BinningParameters,
        reference: (any BoosterDataset)?
    ) throws(BoosterError) -> any BoosterDataset

    /// Trains a booster; ends with the error of `onRound` when it throws, which is the way to cancel.
    ///
    /// `onRound` is called after every round on the calling thread. Throws `BoosterError` when rows or parameters do
    /// not fit, and when one of the datasets is in use by another training.
    func train(
        _ parameters: BoostingParameters,
        on rows: BoostingRows,
        validation: BoostingRows?,
        onRound: (BoostingProgress) throws -> Void
    ) throws -> TrainedBooster

    /// Loads a model of this library, to compare its scores with those of a `TreeEnsemble`, which must accept it first.
    func load(_ model: [UInt8]) throws(BoosterError) -> any LoadedBooster
}

/// Rows in bins, held by the library; freed with the last reference.
package protocol BoosterDataset: Sendable {
    var engine: BoostingEngine { get }
    var rowCount: Int { get }
    var featureNames: [String] { get }
}

/// A model inside its library.
package protocol LoadedBooster: Sendable {
    /// Columns that rows must have.
    var columnCount: Int { get }

    /// Raw scores, without the objective's transform: the outputs of the first row, then of the second.
    func predictRaw(_ table: FeatureTable, threads: Int) throws(BoosterError) -> [Double]
}
