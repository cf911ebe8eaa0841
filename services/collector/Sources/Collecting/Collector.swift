package import Core
package import LiveStore
package import Logging
package import Redis
import ServiceKit

/// One poll from beginning to end: read the source, judge, make it live here and in Redis, keep it in the history.
package struct Collector: Sendable {
    let source: any StationSource
    let builder: SnapshotBuilder
    let clock: WallClock
    let city: LiveCity
    let publisher: LivePublisher
    let redis: RedisClient
    /// Nil keeps no history, for measurements of the rest.
    let archive: SnapshotArchive?
    let status: CollectorStatus
    let metrics: CollectorMetrics
    let logger: Logger

    package init(
        source: any StationSource,
        builder: SnapshotBuilder,
        clock: WallClock,
        city: LiveCity,
        publisher: LivePublisher,
        redis: RedisClient,
        archive: SnapshotArchive?,
        status: CollectorStatus,
        metrics: CollectorMetrics,
        logger: Logger
    ) {
        self.source = source
        self.builder = builder
        self.clock = clock
        self.city = city
        self.publisher = publisher
        self.redis = redis
        self.archive = archive
        self.status = status
        self.metrics = metrics
        self.logger = logger
    }

    /// What became of a poll that read its source.
    package enum Outcome: Sendable, Equatable {
        /// The snapshot is live; `stations` of them.
        case live(stations: Int)
        /// It lost too many stations and waits for polls that agree.
        case held(stations: Int, polls: Int)
        /// The source's own time has not moved on since the last poll.
        case unchanged
    }

    /// Real time one reading may take, all tries included; less than a poll's lease lasts.
    private static let readLimit: Duration = .seconds(75)

    /// Polls once. Throws what kept the source from being read; a Redis or history that is down is reported and made up for later.
    package func poll() async throws -> Outcome {
        let started = ContinuousClock.now
        do {
            let (source, now) = (source, clock.now())
            let reading = try await withDeadline(Self.readLimit) { try await source.read(at: now) }
            metrics.fetchDuration(started.duration(to: .now))
            let outcome = try await take(reading)
            status.pollSucceeded(outcome, at: clock.now())
            metrics.polled(outcome)
            return outcome
        } catch {
            status.pollFailed("\(error)", at: clock.now())
            metrics.pollFailed(error)
            logger.warning("Poll failed", metadata: ["source": "\(source.name)", "error": "\(error)"])
            throw error
        }
    }

    private func take(_ reading: SourceReading) async throws -> Outcome {
        let live = city.current
        let previous = live?.snapshot.source == source.name ? live : nil
        if let previous, previous.snapshot.observedAt >= reading.observedAt { return .unchanged }
        city.timeZone = reading.timeZone
        let (snapshot, faults) = builder.build(
            from: reading,
            source: source.name,
            collectedAt: clock.now(),
            previous: previous
        )
        metrics.rowFaults(faults)
        let heldBefore = await heldDrop()
        if case .hold(let held) = DropGuard.judge(snapshot, live: previous?.snapshot, held: heldBefore) {
            await rememberHeldDrop(held)
            logger.error(
                "Snapshot held back: stations are missing",
                metadata: [
                    "stations": "\(held.stations)", "live": "\(previous?.snapshot.stations.count ?? 0)",
                    "polls": "\(held.polls)",
                ]
            )
            return .held(stations: held.stations, polls: held.polls)
        }
        if heldBefore != nil { await rememberHeldDrop(nil) }
        await makeLive(LiveSnapshot(snapshot, following: previous))
        return .live(stations: snapshot.stations.count)
    }

    private func makeLive(_ live: LiveSnapshot) async {
        city.adopt(live)
        await publish(live)
        do {
            try await archive?.keep(live)
            status.historySucceeded(at: clock.now())
        } catch {
            status.historyFailed("\(error)")
            metrics.historyFailed()
            logger.error("Snapshot could not be kept in the history", metadata: ["error": "\(error)"])
        }
        logger.info(
            "Snapshot is live",
            metadata: ["source": "\(live.snapshot.source)", "stations": "\(live.snapshot.stations.count)"]
        )
    }

    /// Puts the snapshot into Redis; when that fails, the follower does it once Redis is back.
    package func publish(_ live: LiveSnapshot) async {
        do {
            let isNewest = try await publisher.publish(live.document, of: live.snapshot)
            metrics.published(isNewest: isNewest)
        } catch {
            metrics.publishFailed()
            logger.warning("Snapshot could not be put into Redis", metadata: ["error": "\(error)"])
        }
    }

    /// What earlier polls held back, by Redis, where all replicas see it, or by our own memory.
    private func heldDrop() async -> DropGuard.Held? {
        // Without Redis this process's own memory has to do.
        if let stored = try? await redis.get(RedisKeys.heldDrop(source: source.name)) {
            return DropGuard.Held(text: String(decoding: stored, as: UTF8.self))
        }
        return redis.isConnected ? nil : status.heldDrop
    }

    private func rememberHeldDrop(_ held: DropGuard.Held?) async {
        status.heldDrop = held
        let key = RedisKeys.heldDrop(source: source.name)
        do throws(RedisError) {
            guard let held else {
                try await redis.delete(key)
                return
            }
            let slot = clock.realDuration(seconds: Double(builder.intervalSeconds))
            try await redis.set(key, Array(held.text.utf8), expireMilliseconds: Int((slot * 4).inMilliseconds))
        } catch {
            logger.debug("The held drop is known to this process only", metadata: ["error": "\(error)"])
        }
    }
}
