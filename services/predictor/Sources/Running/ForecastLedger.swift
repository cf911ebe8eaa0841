import Core
import History
import LiveStore
import Logging

/// Keeps what forecasts were worth: scores in the ledger, forecasts beside their truths in the history.
///
/// What fails is logged and left out; the other parts go on.
struct ForecastLedger: Sendable {
    let scores: any AccuracyRepository
    let stations: StationAccuracyLedger
    let pending: any PendingForecastRepository
    let history: HistoryStore
    let retentionDays: Int
    let metrics: PredictorMetrics
    let logger: Logger

    /// Real time for which one replica alone writes a truth's file.
    private static let writing: Duration = .seconds(600)

    init(
        scores: any AccuracyRepository,
        stations: StationAccuracyLedger,
        pending: any PendingForecastRepository,
        history: HistoryStore,
        retentionDays: Int,
        metrics: PredictorMetrics,
        logger: Logger
    ) {
        self.scores = scores
        self.stations = stations
        self.pending = pending
        self.history = history
        self.retentionDays = retentionDays
        self.metrics = metrics
        self.logger = logger
    }

    /// What was kept before a restart: forecasts still waiting, and the last truth that was scored, if not later than
    /// `time`.
    func recall(source: String, upTo time: Timestamp) async -> (pending: [ForecastRun], scoredUpTo: Timestamp?) {
        var memory: (pending: [ForecastRun], scoredUpTo: Timestamp?) = ([], nil)
        await attempt("recall scores") {
            memory.scoredUpTo = try await scores.lastTruth(source: source).flatMap { $0 <= time ? $0 : nil }
        }
        await attempt("recall forecasts") {
            memory.pending = try await pending.load(source: source).filter { $0.basedOn <= time }
        }
        return memory
    }

    /// Keeps a live forecast until its truths are known.
    func remember(_ forecast: ForecastDocument) async {
        await attempt("keep the forecast") { try await pending.save(forecast) }
    }

    /// Keeps a truth's file in the history, if no other replica does, and its scores. The file comes first: after a
    /// crash between the two, the missing scores make this truth be scored again.
    func keep(_ truth: SettledTruth, leases: Leases, key: String, now: Timestamp) async {
        // A replica too many writes the same file again, so a lease that cannot be asked for does not matter.
        let isWriter = (try? await leases.acquire(key, for: Self.writing)) ?? true
        if isWriter {
            await attempt("write forecasts to the history") {
                let at = truth.truth.observedAt
                try await history.writeLines(truth.lines(), collection: .forecasts, source: truth.source, at: at)
            }
        }
        let scored = truth.scores()
        await attempt("keep scores") { try await scores.add(scored) }
        await attempt("keep scores by station") {
            guard case .countedElsewhere = try await stations.add(truth, now: now) else { return }
            logger.notice("Another process keeps the same scores by station; the last hour's are its own")
        }
        metrics.scored(scored)
    }

    /// Forgets forecasts made before `pendingBefore`, and scores older than the retention.
    func forget(pendingBefore: Timestamp, now: Timestamp) async {
        await attempt("forget old forecasts") {
            try await pending.removeRuns(before: pendingBefore)
            try await scores.removeScores(before: now.advanced(bySeconds: Int64(-retentionDays * 86_400)))
        }
    }

    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
            return
        } catch {
            metrics.storeFailed()
            logger.error("The ledger failed", metadata: ["ledger.step": "\(what)", "error": "\(error)"])
        }
    }
}
