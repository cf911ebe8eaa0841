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
        /// It is the newest now; what it settles waits for ``ForecastEngine/settle()``.
        case newest
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
        /// Version of the model that serves; nil while the baseline does.
        package var champion: String?
        /// Why the model that was given does not serve, if it does not.
        package var championProblem: String?
        /// Stations at which the baseline serves instead of the champion, by position in ``ForecastHorizons``.
        package var fallbackStations: [Int]
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
    /// Snapshots that were learned and have not been held against the forecasts yet.
    private var unsettled: [SnapshotFrame] = []
    private var forecastUpTo: Timestamp?
    private var isForecasting = false
    /// Whether the forecast that is being made is another champion's by now.
    private var isOutdated = false
    private var liveFrames = LiveCityFrames()
    private var places: [Coordinate?] = []
    private var geometry: CityGeometry?
    /// The models that were given to serve and to compete, whatever source they are for.
    private var models = ServingModels()
    private var champion: LiveModel?
    private var shadows: [LiveModel] = []
    private var contest = ForecastContest()
    /// District by station id, where it is known.
    package private(set) var districts: [String: String] = [:]
    private var drift = LiveDrift()
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
                pendingRuns: scorer.pendingCount,
                champion: champion?.version,
                championProblem: models.problem(servingSource: source),
                fallbackStations: contest.stations.map(\.fallbackCount)
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
        unsettled = []
        self.forecastUpTo = forecastUpTo
        liveFrames = LiveCityFrames()
        (places, geometry) = ([], nil)
        districts = [:]
        contest = ForecastContest()
        seat()
        drift = LiveDrift(champion?.model)
        generation += 1
        return generation
    }

    /// Lets other models serve and compete from the next forecast on, which is due at once.
    package func use(_ models: ServingModels) {
        let isNewChampion = models.champion?.version != self.models.champion?.version
        self.models = models
        seat()
        contest.keep(Set(models.versions + [ForecastContest.baseline]))
        guard isNewChampion else { return }
        contest.championChanged()
        drift = LiveDrift(champion?.model)
        forecastUpTo = nil
        isOutdated = isForecasting
    }

    /// How far live data have moved away from those the champion was trained on; nil without a champion that knows.
    package var driftReport: DriftReport? { drift.report }

    /// How one version compares with another on live data.
    package func standing(_ own: String, against other: String, hours: Int) -> ContestStanding {
        contest.standing(own, against: other, hours: hours)
    }

    /// Gives the models that are for this source their places; one that has a place keeps it with all it has learned.
    private func seat() {
        let known = ([champion] + shadows).compactMap(\.self)
        let seated = { [self] (model: TrainedModel) -> LiveModel? in
            guard model.source == source else { return nil }
            return known.first { $0.version == model.version && $0.fits(index) } ?? LiveModel(model, index: &index)
        }
        champion = models.champion.flatMap(seated)
        shadows = models.shadows.compactMap(seated)
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
        place(snapshot)
        newest = frame
        arrivedAt = ContinuousClock.now
        guard backlog == nil else {
            backlog?.append(frame)
            if let count = backlog?.count, count > Self.backlogLimit { backlog?.removeFirst() }
            return .newest
        }
        arrive(frame)
        return .newest
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
        // The forecast that was made meanwhile knew less.
        if champion != nil { forecastUpTo = nil }
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

    /// What a forecast from the snapshot of `observedAt` needs; nil when a newer one has come since.
    package func forecastWork(from observedAt: Timestamp) -> ForecastWork? {
        guard let source, let frame = newest, frame.observedAt == observedAt else { return nil }
        let city = CityFrame(frame)
        // While the history is being learned the last hours are not there yet: the baseline serves.
        let hasHours = backlog == nil && liveFrames.recent.newest?.at == frame.observedAt
        let geometry = hasHours && champion != nil ? currentGeometry(stationCount: city.stationCount) : nil
        var contenders: [ForecastWork.Contender] = []
        if let geometry {
            if let features = Self.features(&champion, city, liveFrames.recent, geometry) {
                contenders.append(features)
            }
            for position in shadows.indices {
                var shadow: LiveModel? = shadows[position]
                if let features = Self.features(&shadow, city, liveFrames.recent, geometry) {
                    contenders.append(features)
                }
                if let shadow { shadows[position] = shadow }
            }
        }
        return ForecastWork(
            source: source,
            frame: frame,
            baseline: learner.model,
            baselineFeatures: learner.features(for: frame),
            contenders: contenders,
            champion: champion?.version,
            stations: contest.stations,
            arrivedAt: arrivedAt
        )
    }

    /// Takes what the contestants said, to be compared with the truth.
    package func compete(_ result: ForecastResult) {
        guard result.run.source == source else { return }
        contest.add(basedOn: result.run.basedOn, rows: result.rows, forecasts: result.contest)
        if let features = result.features { drift.add(features, at: result.run.basedOn) }
    }

    private static func features(
        _ model: inout LiveModel?,
        _ frame: CityFrame,
        _ recent: RecentFrames,
        _ geometry: CityGeometry
    ) -> ForecastWork.Contender? {
        guard var live = model else { return nil }
        let usual = live.usual(for: frame)
        model = live
        let features = FeatureBuilder(usual: usual, geometry: geometry).features(recent)
        return features.map { ForecastWork.Contender(model: live.model, features: $0) }
    }

    private func place(_ snapshot: Snapshot) {
        if places.count < index.count { places += repeatElement(nil, count: index.count - places.count) }
        for status in snapshot.stations {
            if !status.station.district.isEmpty { districts[status.station.id] = status.station.district }
            guard let row = index.row(of: status.station.id).map(Int.init),
                places[row] != status.station.location
            else { continue }
            places[row] = status.station.location
            geometry = nil
        }
    }

    private func currentGeometry(stationCount: Int) -> CityGeometry {
        if let geometry, geometry.stationCount >= stationCount { return geometry }
        let fresh = CityGeometry(places)
        geometry = fresh
        return fresh
    }

    /// Ends what `beginForecast` began; `basedOn` is set when that snapshot needs no further attempt.
    package func endForecast(_ basedOn: Timestamp?) {
        isForecasting = false
        defer { isOutdated = false }
        if let basedOn, !isOutdated { forecastUpTo = max(forecastUpTo ?? basedOn, basedOn) }
    }

    /// Scores what live snapshots have settled since the last call: after the forecast, which waits for nothing.
    package func settle() -> [SettledTruth] {
        let frames = unsettled
        unsettled = []
        return frames.flatMap { settle($0) }
    }

    private func learn(_ frame: SnapshotFrame) -> [SettledTruth] {
        arrive(frame)
        return settle()
    }

    /// Learns what the next forecast needs.
    private func arrive(_ frame: SnapshotFrame) {
        guard learner.learn(frame) else { return }
        if let ended = liveFrames.append(CityFrame(frame)) {
            champion?.learn(day: ended.day, frames: ended.frames)
            for position in shadows.indices { shadows[position].learn(day: ended.day, frames: ended.frames) }
        }
        unsettled.append(frame)
    }

    private func settle(_ frame: SnapshotFrame) -> [SettledTruth] {
        contest.settle(frame, champion: champion?.version)
        let settled = scorer.observe(frame)
        for truth in settled { drift.add(truth) }
        return settled
    }
}
