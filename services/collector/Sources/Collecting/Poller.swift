package import Core
package import LiveStore
package import Logging
import ServiceKit
import ServiceLifecycle

/// Polls the source once a slot, unless another process holds or has used the slot's lease.
package struct Poller: Service {
    private let collector: Collector
    private let schedule: SlotSchedule
    private let leases: Leases
    private let restorer: SnapshotRestorer
    private let logger: Logger
    /// Real time after which the lease of a poller that died goes to another.
    private static let longestPoll: Duration = .seconds(90)

    package init(
        collector: Collector,
        schedule: SlotSchedule,
        leases: Leases,
        restorer: SnapshotRestorer,
        logger: Logger
    ) {
        self.collector = collector
        self.schedule = schedule
        self.leases = leases
        self.restorer = restorer
        self.logger = logger
    }

    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            await restorer.restore()
            do {
                while !Task.isCancelled {
                    let slot = schedule.current
                    try await pollUntilDone(slot)
                    try await schedule.waitForEnd(of: slot)
                }
            } catch is CancellationError {
                // The way the loop ends when the service stops.
            }
        }
    }

    /// What one visit to a slot brought.
    package enum Visit: Sendable, Equatable {
        case polled(Collector.Outcome)
        /// Another process polls it or has polled it.
        case taken
    }

    /// Polls a slot if its lease is free. Throws what kept the source from being read; the lease is then free again.
    package func visit(_ slot: Timestamp) async throws -> Visit {
        let key = RedisKeys.pollLease(source: collector.source.name, slot: slot)
        guard await takeLease(key) else { return .taken }
        await restorer.restore()
        do {
            let outcome = try await collector.poll()
            await keepLease(key)
            return .polled(outcome)
        } catch {
            let leases = leases
            // A lease that cannot be given back expires.
            await shieldedFromCancellation { try? await leases.release(key) }
            throw error
        }
    }

    private func pollUntilDone(_ slot: Timestamp) async throws {
        var attempt = 0
        while schedule.remaining(of: slot) > .zero {
            try Task.checkCancellation()
            do {
                if case .polled = try await visit(slot) { return }
                if hasLiveSnapshot(of: slot) { return }
            } catch let error as SourceError where !error.isRetriable {
                return
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // Reported by the collector; another try follows while the slot lasts.
            }
            attempt += 1
            try await Task.sleep(for: min(pause(attempt), schedule.remaining(of: slot) + .milliseconds(1)))
        }
    }

    /// Full jitter up to 1 s, 2 s, 4 s … 30 s, and never more than a tenth of the slot.
    private func pause(_ attempt: Int) -> Duration {
        let ceiling = min(Duration.seconds(1 << min(attempt, 5)), .seconds(30), schedule.slotDuration / 10)
        return max(.milliseconds(50), ceiling * Double.random(in: 0.1...1))
    }

    /// Whether some process has made a snapshot live in this slot.
    private func hasLiveSnapshot(of slot: Timestamp) -> Bool {
        guard let live = collector.city.current?.snapshot, live.source == collector.source.name else { return false }
        return live.collectedAt >= slot
    }

    /// Without Redis nobody can be asked: the slot is polled, and the snapshot reaches Redis later.
    private func takeLease(_ key: String) async -> Bool {
        do {
            return try await leases.acquire(key, for: min(Self.longestPoll, schedule.slotDuration))
        } catch {
            logger.debug("Polling without a lease", metadata: ["error": "\(error)"])
            return true
        }
    }

    /// A slot that was polled stays taken while anybody could still come for it.
    private func keepLease(_ key: String) async {
        do {
            _ = try await leases.extend(key, for: schedule.slotDuration * 2)
        } catch {
            logger.debug("The slot's lease could not be extended", metadata: ["error": "\(error)"])
        }
    }
}
