package import Core

/// Holds forecasts until their truths come, and says which snapshot is the truth of which forecast.
///
/// A forecast's truth is the snapshot nearest to its time, if that is within half a poll interval. It is known once a
/// snapshot at or after that time is there, or one so shortly before it (a tenth of the interval) that none nearer is
/// waited for. All forecasts of one truth are handed out together, so that each truth becomes one file of the history;
/// forecasts without a truth are dropped.
package struct ForecastScorer: Sendable {
    private struct Pending: Sendable {
        let run: ForecastRun
        /// By station row.
        let runRows: [Int32]
        var last: [Int32]?
        var isSettled: [Bool]
    }

    private struct Batch: Sendable {
        let truth: SnapshotFrame
        var forecasts: [SettledTruth.Forecast] = []
    }

    private let source: String
    /// Truths up to here were scored before this scorer was made.
    private let scoredUpTo: Timestamp?
    private var pending: [Pending] = []
    /// Snapshots in which forecasts that are still to come may find their last values.
    private var recent: [SnapshotFrame] = []
    /// The newest snapshot with the forecasts it has settled so far.
    private var open: Batch?

    /// Runs kept at a time; at a poll every five minutes an hour has twelve.
    private static let pendingLimit = 400

    package init(source: String, scoredUpTo: Timestamp? = nil) {
        self.source = source
        self.scoredUpTo = scoredUpTo
    }

    /// Forecast runs that wait for a truth.
    package var pendingCount: Int { pending.count }

    /// No forecast made before this is waited for any more; nil before the first snapshot.
    package var oldestNeeded: Timestamp? {
        guard let open else { return nil }
        let interval = Int64(open.truth.intervalSeconds)
        return open.truth.observedAt.advanced(bySeconds: -ForecastHorizons.longestSeconds - 2 * interval)
    }

    /// Takes a published forecast; a later one from the same snapshot replaces it while none of its truths is known.
    package mutating func add(_ run: ForecastRun, index: inout StationIndex) {
        guard run.source == source else { return }
        if let known = pending.firstIndex(where: { $0.run.basedOn == run.basedOn }) {
            guard run.madeAt > pending[known].run.madeAt, !pending[known].isSettled.contains(true) else { return }
            pending.remove(at: known)
        }
        let rows = run.stationIDs.map { index.insert($0) }
        var runRows = [Int32](repeating: -1, count: index.count)
        for (position, row) in rows.enumerated() {
            if let row { runRows[Int(row)] = Int32(position) }
        }
        let newest = open?.truth.observedAt
        pending.append(
            Pending(
                run: run,
                runRows: runRows,
                last: recent.first { $0.observedAt == run.basedOn }.map(Self.observedBikes),
                isSettled: run.horizons.map { horizon in newest.map { run.time(of: horizon) <= $0 } ?? false }
            )
        )
        pending.sort { $0.run.basedOn < $1.run.basedOn }
        if pending.count > Self.pendingLimit { pending.removeFirst() }
    }

    /// Takes the next snapshot and returns the truths that are complete with it; one that is not newer than the last is
    /// ignored.
    package mutating func observe(_ frame: SnapshotFrame) -> [SettledTruth] {
        if let open, frame.observedAt <= open.truth.observedAt { return [] }
        var closing = open
        var opening = Batch(truth: frame)
        for position in pending.indices {
            if pending[position].run.basedOn == frame.observedAt { pending[position].last = Self.observedBikes(frame) }
            settle(position, closing: &closing, opening: &opening)
        }
        var complete = [closing].compactMap { $0.flatMap(settledTruth) }
        if !isAwaitingMore(frame), let settled = settledTruth(opening) {
            complete.append(settled)
            opening.forecasts = []
        }
        open = opening
        forget(before: frame)
        return complete
    }

    /// Files each forecast whose time has come under the nearer of the two snapshots around it.
    private mutating func settle(_ position: Int, closing: inout Batch?, opening: inout Batch) {
        let run = pending[position].run
        let newest = opening.truth
        guard newest.observedAt > run.basedOn else { return }
        let previous = closing.flatMap { $0.truth.observedAt > run.basedOn ? $0.truth : nil }
        for (horizon, forecast) in run.horizons.enumerated() where !pending[position].isSettled[horizon] {
            let time = run.time(of: forecast)
            let offset = newest.observedAt.secondsSince(time)
            guard offset >= -Double(newest.intervalSeconds) / 10 else { continue }
            pending[position].isSettled[horizon] = true
            let offsetBefore = previous?.observedAt.secondsSince(time) ?? -.infinity
            let isBefore = abs(offsetBefore) <= abs(offset)
            let nearest = isBefore ? offsetBefore : offset
            guard SnapshotGap.isNear(offsetSeconds: nearest, intervalSeconds: newest.intervalSeconds),
                let last = pending[position].last
            else { continue }
            let runRows = pending[position].runRows
            let settled = SettledTruth.Forecast(run: run, horizon: horizon, last: last, runRows: runRows)
            if isBefore {
                closing?.forecasts.append(settled)
            } else {
                opening.forecasts.append(settled)
            }
        }
    }

    /// Whether a forecast for shortly after `frame` may still find that `frame` was nearest.
    private func isAwaitingMore(_ frame: SnapshotFrame) -> Bool {
        pending.contains { entry in
            zip(entry.run.horizons, entry.isSettled).contains { horizon, isSettled in
                guard !isSettled, entry.run.basedOn < frame.observedAt else { return false }
                let offset = frame.observedAt.secondsSince(entry.run.time(of: horizon))
                return SnapshotGap.isNear(offsetSeconds: offset, intervalSeconds: frame.intervalSeconds)
            }
        }
    }

    private func settledTruth(_ batch: Batch) -> SettledTruth? {
        guard !batch.forecasts.isEmpty else { return nil }
        if let scoredUpTo, batch.truth.observedAt <= scoredUpTo { return nil }
        return SettledTruth(source: source, truth: batch.truth, forecasts: batch.forecasts)
    }

    private mutating func forget(before frame: SnapshotFrame) {
        pending.removeAll { !$0.isSettled.contains(false) }
        recent.append(frame)
        guard let oldest = oldestNeeded else { return }
        pending.removeAll { $0.run.basedOn < oldest }
        recent.removeAll { $0.observedAt < oldest }
        if recent.count > Self.pendingLimit { recent.removeFirst() }
    }

    private static func observedBikes(_ frame: SnapshotFrame) -> [Int32] {
        frame.bikes.indices.map { frame.isObserved($0) ? frame.bikes[$0] : SnapshotFrame.absent }
    }
}

extension ForecastRun {
    /// The time a horizon's forecast is for.
    func time(of horizon: HorizonForecast) -> Timestamp {
        basedOn.advanced(bySeconds: Int64(horizon.minutes * 60))
    }
}
