package import Core
import Synchronization

/// Gathers sums by station in memory and writes them once an hour, so that a forecast waits for none of it.
///
/// What a crash loses, an hour at most, `predictor accuracy --recompute` brings back.
package final class StationAccuracyLedger: Sendable {
    /// What a write did.
    package enum Flush: Hashable, Sendable {
        case nothingToWrite
        /// Sums that were added.
        case written(Int)
        /// Another process had counted some of these truths; none was counted twice, and those it had not are lost.
        case countedElsewhere
    }

    private struct State {
        var buffer = StationAccuracyBuffer()
        var openedAt: Timestamp?
    }

    private let repository: any StationAccuracyRepository
    private let sumLimit: Int
    private let state = Mutex(State())

    /// Time between two writes, by the suite's clock.
    private static let interval: Double = 3600

    /// `sumLimit` bounds what is gathered (about a hundred bytes each): beyond it, it is written at once, and given up
    /// when that fails.
    package init(repository: any StationAccuracyRepository, sumLimit: Int = 250_000) {
        self.repository = repository
        self.sumLimit = sumLimit
    }

    /// Takes all forecasts of a truth and writes when an hour has passed; throws what the write throws.
    @discardableResult
    package func add(_ settled: SettledTruth, now: Timestamp) async throws -> Flush {
        let truth = StationAccuracyBuffer.Truth(source: settled.source, at: settled.truth.observedAt)
        // A ledger that does not answer now may do so when it is written to, which asks again.
        guard (try? await repository.isCounted(truth)) != true else { return .nothingToWrite }
        let isDue = state.withLock { state in
            state.buffer.add(settled)
            let openedAt = state.openedAt ?? now
            state.openedAt = openedAt
            // A clock that was put back must not keep the batch waiting.
            return abs(now.secondsSince(openedAt)) >= Self.interval || state.buffer.sumCount > sumLimit
        }
        return isDue ? try await flush() : .nothingToWrite
    }

    /// Writes what was gathered. What cannot be written is kept for the next hour unless there is too much of it.
    @discardableResult
    package func flush() async throws -> Flush {
        let batch = state.withLock { state in
            defer { state = State() }
            return state.buffer
        }
        guard !batch.isEmpty else { return .nothingToWrite }
        do {
            return try await repository.add(batch) ? .written(batch.sumCount) : .countedElsewhere
        } catch {
            putBack(batch)
            throw error
        }
    }

    /// Sums of the local days in `from ..< to`, as ``StationAccuracyRepository`` gives them, with those not written yet.
    package func stationTotals(
        source: String,
        from: Timestamp,
        to: Timestamp,
        minutes: Set<Int>? = nil,
        stationID: String? = nil
    ) async throws -> [StationAccuracyTotal] {
        let gathered = days(source: source, from: from, to: to)
        let written = try await repository.stationTotals(
            source: source,
            from: from,
            to: to,
            minutes: minutes,
            stationID: stationID
        )
        guard !gathered.isEmpty else { return written }
        var sums: [Key: AccuracySums] = [:]
        for total in written { sums[Key(stationID: total.stationID, minutes: total.minutes)] = total.sums }
        for day in gathered {
            for (horizon, column) in day.sums where minutes?.contains(horizon) ?? true {
                for (id, own) in zip(day.stationIDs, column) where own.count > 0 && id == stationID ?? id {
                    sums[Key(stationID: id, minutes: horizon), default: AccuracySums()].add(own)
                }
            }
        }
        return sums.map { StationAccuracyTotal(stationID: $0.stationID, minutes: $0.minutes, sums: $1) }
    }

    /// Calibration of P(empty) over the same days, by minutes, with what is not written yet.
    package func emptyCalibration(
        source: String,
        from: Timestamp,
        to: Timestamp
    ) async throws -> [Int: EmptyCalibration] {
        let gathered = days(source: source, from: from, to: to)
        var bins = try await repository.emptyCalibration(source: source, from: from, to: to)
        for day in gathered {
            for (minutes, own) in day.calibration { bins[minutes, default: EmptyCalibration()].add(own) }
        }
        return bins
    }

    private struct Key: Hashable {
        var stationID: String
        var minutes: Int
    }

    private func days(source: String, from: Timestamp, to: Timestamp) -> [StationAccuracyBuffer.DaySums] {
        state.withLock { state in
            state.buffer.days.filter { day, _ in
                day.source == source && day.start < to && day.start.advanced(bySeconds: LocalDay.seconds) > from
            }.map(\.value)
        }
    }

    private func putBack(_ batch: StationAccuracyBuffer) {
        guard batch.sumCount <= sumLimit else { return }
        state.withLock { state in
            var batch = batch
            batch.add(state.buffer)
            state.buffer = batch
        }
    }
}
