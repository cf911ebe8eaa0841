package import Core

/// What the predictor knows of its source, and the decisions that follow from it. Does no I/O.
///
/// Snapshots that come while the history is being learned are forecast with what is known so far, and learned and
/// scored behind the history, so that everything is learned in the order of time and once.
package actor ForecastEngine {
    /// What came of a snapshot.
    package enum Arrival: Sendable {
        /// The engine is about another source, or a later time: `begin` first.
        case unknownSource
        /// It was known already.
        case known
        /// It is the newest now; the forecasts it and the ones before it settle.
        case newest([SettledTruth])
    }

    /// Facts for health, metrics and `/ai/models`.
    package struct Status: Sendable {
        package var source: String
        package var newestAt: Timestamp?
        package var intervalSeconds: Int
        package var learnedSnapshots: Int
        package var learnedUpTo: Timestamp?
        package var isLearningHistory: Bool
        package var choice: BaselineChoice
        package var pendingRuns: Int
    }

    private var source: String?
    /// Counts the starts, so that what was read for an earlier one is not taken for this one's.
    private var generation = 0
    private var index = StationIndex()
    private var learner = BaselineLearner()
    private var scorer = ForecastScorer(source: "")
    private var newest: SnapshotFrame?
    private var arrivedAt = ContinuousClock.now
    /// Live snapshots that wait until the history is learned; nil when it is.
    private var backlog: [SnapshotFrame]?
    private var forecastUpTo: Timestamp?
    private var isForecasting = false
    /// Snapshots kept while the history is being learned: hours, even at high speed.
    private static let backlogLimit = 240

    package init() {}

    package var status: Status? {
        source.map { source in
            Status(
                source: source,
                newestAt: newest?.observedAt,
                intervalSeconds: newest?.intervalSeconds ?? 300,
                learnedSnapshots: learner.snapshotCount,
                learnedUpTo: learner.learnedUpTo,
                isLearningHistory: backlog != nil,
                choice: learner.model.choice,
                pendingRuns: scorer.pendingCount
            )
        }
    }

    /// No forecast made before this is waited for any more.
    package var oldestPendingNeeded: Timestamp? { backlog == nil ? scorer.oldestNeeded : nil }

    /// Starts anew with a source: what was learned of another is forgotten. `finishHistory` must
    /// follow, with the generation that is returned.
    ///
    /// `pending` are forecasts still waiting for truths, the live one among them; `scoredUpTo` is the last truth that
    /// was scored, `forecastUpTo` the snapshot the live forecast was made from.
    package func begin(source: String, pending: [ForecastRun], scoredUpTo: Timestamp?, forecastUpTo: Timestamp?) -> Int
    {
        self.source = source
        index = StationIndex()
        learner = BaselineLearner()
        scorer = ForecastScorer(source: source, scoredUpTo: scoredUpTo)
        for run in pending { scorer.add(run, index: &index) }
        newest = nil
        backlog = []
        self.forecastUpTo = forecastUpTo
        generation += 1
        return generation
    }

    /// An older snapshot than this, in seconds, means that the source's time begins anew.
    private static let longestDetourSeconds = 3600.0

    /// Takes a live snapshot.
    package func take(_ snapshot: Snapshot) -> Arrival {
        guard snapshot.source == source else { return .unknownSource }
        if let newest {
            if snapshot.observedAt == newest.observedAt { return .known }
            let behind = newest.observedAt.secondsSince(snapshot.observedAt)
            // The source went far back in time: a recording that is played again.
            if behind > Self.longestDetourSeconds { return .unknownSource }
            // An answer that was on its way while a newer one came, or a replica that lags behind.
            if behind > 0 { return .known }
        }
        let frame = SnapshotFrame(snapshot, index: &index)
        newest = frame
        arrivedAt = ContinuousClock.now
        guard backlog == nil else {
            backlog?.append(frame)
            if let count = backlog?.count, count > Self.backlogLimit { backlog?.removeFirst() }
            return .newest([])
        }
        return .newest(learn(frame))
    }

    /// Learns from a snapshot of the history; nil when the engine has started anew since `generation`.
    package func takeHistory(_ snapshot: Snapshot, generation: Int) -> [SettledTruth]? {
        guard generation == self.generation, backlog != nil else { return nil }
        // Two sources may share a folder when their names differ in characters that no folder has.
        guard snapshot.source == source else { return [] }
        var snapshot = snapshot
        // The history's files do not hold the interval.
        snapshot.intervalSeconds = newest?.intervalSeconds ?? snapshot.intervalSeconds
        return learn(SnapshotFrame(snapshot, index: &index))
    }

    /// Learns the live snapshots that came while the history was read.
    package func finishHistory(generation: Int) -> [SettledTruth] {
        guard generation == self.generation, let frames = backlog else { return [] }
        backlog = nil
        return frames.flatMap { learn($0) }
    }

    /// Takes a forecast that is live, whoever made it.
    package func take(_ run: ForecastRun) {
        scorer.add(run, index: &index)
        guard run.source == source else { return }
        forecastUpTo = max(forecastUpTo ?? run.basedOn, run.basedOn)
    }

    /// Time of the snapshot that has to be forecast now; nil when there is none, it is stale at `now`, or it is being
    /// forecast.
    ///
    /// `endForecast` must follow when it is not nil.
    package func beginForecast(now: Timestamp) -> (source: String, observedAt: Timestamp)? {
        guard let source, let newest, !isForecasting, newest.observedAt > forecastUpTo ?? Timestamp(milliseconds: .min)
        else { return nil }
        let age = now.secondsSince(newest.observedAt)
        guard age <= Staleness.limitSeconds(intervalSeconds: newest.intervalSeconds) else { return nil }
        isForecasting = true
        return (source, newest.observedAt)
    }

    /// Forecasts every station from the snapshot of `observedAt`, nil when a newer one has come since; also says how
    /// long it took and when the snapshot came.
    package func forecast(
        from observedAt: Timestamp,
        madeAt: Timestamp
    ) -> (run: ForecastRun, computed: Duration, arrivedAt: ContinuousClock.Instant)? {
        guard let source, let frame = newest, frame.observedAt == observedAt else { return nil }
        let start = ContinuousClock.now
        let model = learner.model
        let horizons = model.forecast(learner.features(for: frame))
        let run = ForecastRun(
            source: source,
            madeAt: madeAt,
            basedOn: frame.observedAt,
            modelVersion: model.version,
            intervalSeconds: frame.intervalSeconds,
            utcOffsetSeconds: frame.utcOffsetSeconds,
            stationIDs: frame.stationIDs,
            horizons: horizons
        )
        return (run, ContinuousClock.now - start, arrivedAt)
    }

    /// Ends what `beginForecast` began; `basedOn` is set when that snapshot needs no further attempt.
    package func endForecast(_ basedOn: Timestamp?) {
        isForecasting = false
        if let basedOn { forecastUpTo = max(forecastUpTo ?? basedOn, basedOn) }
    }

    private func learn(_ frame: SnapshotFrame) -> [SettledTruth] {
        guard learner.learn(frame) else { return [] }
        return scorer.observe(frame)
    }
}
