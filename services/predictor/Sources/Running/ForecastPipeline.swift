import Core
import LiveStore
import Logging

/// From a snapshot to its forecast, and from a truth to its score: everything the predictor does when something comes.
struct ForecastPipeline: Sendable {
    let engine: ForecastEngine
    let board: ForecastBoard
    let publisher: LivePublisher
    let leases: Leases
    let ledger: ForecastLedger
    let historyRequests: HistoryRequests
    let clock: WallClock
    let metrics: PredictorMetrics
    let logger: Logger

    /// Real time after which another replica may forecast a snapshot whose forecaster died.
    private static let longestForecast: Duration = .seconds(10)

    init(
        engine: ForecastEngine,
        board: ForecastBoard,
        publisher: LivePublisher,
        leases: Leases,
        ledger: ForecastLedger,
        historyRequests: HistoryRequests,
        clock: WallClock,
        metrics: PredictorMetrics,
        logger: Logger
    ) {
        self.engine = engine
        self.board = board
        self.publisher = publisher
        self.leases = leases
        self.ledger = ledger
        self.historyRequests = historyRequests
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Takes the live snapshot: learns from it, forecasts from it, and scores the forecasts whose truth it is.
    @concurrent
    func take(snapshot bytes: [UInt8]?) async {
        // A missing snapshot is put back by the collector.
        guard let bytes else { return }
        let snapshot: Snapshot
        do throws(JSONError) {
            snapshot = try Snapshot(document: bytes)
        } catch {
            return logger.error("The snapshot in Redis cannot be read", metadata: ["error": "\(error)"])
        }
        var arrival = await engine.take(snapshot)
        if case .unknownSource = arrival {
            await begin(with: snapshot)
            arrival = await engine.take(snapshot)
        }
        await forecastIfDue()
        if case .newest = arrival { await keep(engine.settle()) }
    }

    /// Takes the live forecast, whoever made it; one that Redis has lost is put back.
    @concurrent
    func take(forecast bytes: [UInt8]?) async {
        guard let bytes else {
            // Only cancellation throws.
            while !(await restoreForecast()), (try? await Task.sleep(for: .milliseconds(500))) != nil {}
            return
        }
        let live: ServedForecast
        do throws(JSONError) {
            live = try await served(bytes)
        } catch {
            return logger.error("The forecast in Redis cannot be read", metadata: ["error": "\(error)"])
        }
        board.show(live)
        await engine.take(live.run)
        await ledger.remember(live.document)
    }

    /// The forecast in `bytes`: mostly the one this process has just published, which is not read and encoded anew.
    private func served(_ bytes: [UInt8]) async throws(JSONError) -> ServedForecast {
        if let current = board.current, current.document.bytes == bytes { return current }
        return await ServedForecast(try ForecastRun(document: bytes))
    }

    /// Forecasts the newest snapshot if nobody has, unless it is stale.
    @concurrent
    func forecastIfDue() async {
        guard let due = await engine.beginForecast(now: clock.now()) else { return }
        var done: Timestamp?
        do {
            let key = RedisKeys.forecastLease(source: due.source, observedAt: due.observedAt)
            if try await hold(key) { done = try await publishForecast(of: due.observedAt) }
        } catch  where Task.isCancelled {
            logger.debug("The service stopped before the forecast was published")
        } catch {
            metrics.publishFailed()
            logger.warning("The forecast could not be published", metadata: ["error": "\(error)"])
        }
        await engine.endForecast(done)
    }

    /// Puts the forecast that is served back into Redis; false when that has to be tried again.
    func restoreForecast() async -> Bool {
        guard let served = board.current else { return true }
        do {
            _ = try await publisher.publish(served.document, of: served.run)
            logger.notice("Redis had lost the forecast and has it again", metadata: Self.facts(served.run))
            return true
        } catch {
            metrics.publishFailed()
            return false
        }
    }

    /// Keeps scores and forecasts beside their truths.
    func keep(_ settled: [SettledTruth]) async {
        for truth in settled {
            let key = RedisKeys.scoreLease(source: truth.source, observedAt: truth.truth.observedAt)
            await ledger.keep(truth, leases: leases, key: key, now: clock.now())
        }
        if let status = await engine.status { metrics.learned(snapshots: status.learnedSnapshots) }
        if let oldest = await engine.oldestPendingNeeded {
            await ledger.forget(pendingBefore: oldest, now: clock.now())
        }
    }

    private func begin(with snapshot: Snapshot) async {
        let live = board.current.map(\.run).flatMap { run in
            run.source == snapshot.source && run.basedOn <= snapshot.observedAt ? run : nil
        }
        let memory = await ledger.recall(source: snapshot.source, upTo: snapshot.observedAt)
        let generation = await engine.begin(
            source: snapshot.source,
            pending: memory.pending + [live].compactMap(\.self),
            scoredUpTo: memory.scoredUpTo,
            forecastUpTo: live?.basedOn
        )
        historyRequests.request(source: snapshot.source, before: snapshot.observedAt, generation: generation)
    }

    private func hold(_ key: String) async throws -> Bool {
        if try await leases.acquire(key, for: Self.longestForecast) { return true }
        return try await leases.extend(key, for: Self.longestForecast)
    }

    /// The snapshot's time when no further attempt is needed.
    private func publishForecast(of observedAt: Timestamp) async throws -> Timestamp? {
        let start = ContinuousClock.now
        guard let work = await engine.forecastWork(from: observedAt) else { return nil }
        let result = await work.run(madeAt: clock.now())
        let run = result.run
        let computed = ContinuousClock.now - start
        let served = await ServedForecast(run)
        guard try await publisher.publish(served.document, of: run) else {
            logger.notice("A newer forecast is live already", metadata: Self.facts(run))
            return observedAt
        }
        board.show(served)
        await engine.compete(result)
        metrics.drifted(await engine.driftReport)
        let elapsed = ContinuousClock.now - work.arrivedAt
        metrics.forecast(model: run.modelVersion, computed: computed, sinceSnapshot: elapsed)
        var facts = Self.facts(run)
        facts["forecast.computed_ms"] = "\(computed.inMilliseconds)"
        facts["forecast.since_snapshot_ms"] = "\(elapsed.inMilliseconds)"
        if let first = run.horizons.first, !first.pEmpty.isEmpty {
            facts["forecast.expected_empty"] = "\(Int(first.pEmpty.reduce(0, +).rounded()))"
            facts["forecast.expected_full"] = "\(Int(first.pFull.reduce(0, +).rounded()))"
        }
        logger.info("Forecast published", metadata: facts)
        return observedAt
    }

    private static func facts(_ run: ForecastRun) -> Logger.Metadata {
        [
            "forecast.source": "\(run.source)",
            "forecast.based_on": "\(ZonedTimestamp(run.basedOn, utcOffsetSeconds: run.utcOffsetSeconds).rfc3339)",
            "forecast.model": "\(run.modelVersion)",
            "forecast.stations": "\(run.stationIDs.count)",
        ]
    }
}
