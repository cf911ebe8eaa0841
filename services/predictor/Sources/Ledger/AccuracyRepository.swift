package import Core

/// Keeps the scores of forecasts: one row a source, model version, run and horizon.
package protocol AccuracyRepository: Sendable {
    /// Adds scores; those that are there already stay as they are.
    func add(_ scores: [ForecastScore]) async throws

    /// Puts `scores` in the place of every score of `source` with a truth in `from ..< to`, all or none of it.
    func replace(_ scores: [ForecastScore], source: String, from: Timestamp, to: Timestamp) async throws

    /// Time of the newest truth that was scored.
    func lastTruth(source: String) async throws -> Timestamp?

    /// Sums over the scores of `source` with a truth in `from ..< to`, by horizon, local hour of the truth and model
    /// version.
    func totals(
        source: String,
        from: Timestamp,
        to: Timestamp,
        utcOffsetSeconds: Int
    ) async throws -> [AccuracyTotal]

    /// Forgets scores whose truth is older than `time`, of all sources.
    func removeScores(before time: Timestamp) async throws

    /// Throws when the store does not answer.
    func ping() async throws
}

/// Sums of the scores that share a horizon, an hour of the day and a model version.
package struct AccuracyTotal: Hashable, Sendable {
    package var minutes: Int
    /// Local hour of the truth, 0 … 23.
    package var hour: Int
    package var modelVersion: String
    /// Runs that were added up.
    package var runs: Int
    package var sums: AccuracySums

    package init(minutes: Int, hour: Int, modelVersion: String, runs: Int, sums: AccuracySums) {
        self.minutes = minutes
        self.hour = hour
        self.modelVersion = modelVersion
        self.runs = runs
        self.sums = sums
    }
}

/// Keeps forecasts whose truths are still to come, so that a restart does not lose them.
package protocol PendingForecastRepository: Sendable {
    /// Keeps a run; one from the same snapshot replaces it.
    func save(_ forecast: ForecastDocument) async throws

    /// The runs of `source`, oldest first.
    func load(source: String) async throws -> [ForecastRun]

    /// Forgets runs made from snapshots before `time`.
    func removeRuns(before time: Timestamp) async throws
}
