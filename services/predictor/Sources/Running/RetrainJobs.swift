package import Core
import FoundationEssentials
import GradientBoosting
import History
package import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization

/// What a retraining was asked for.
struct RetrainRequest: Sendable {
    /// Source to train on, as its history folder is named; nil: the live one.
    var source: String?
    var engine: BoostingEngine?
    var rowLimit: Int?
    var days: Int?
    var heldBackDays: Int?
    /// Minutes ahead; nil: all.
    var horizons: [Int]?
    /// Hours, by the suite's clock, for which a winner forecasts in the shadow before it may serve; 0: at once.
    var shadowHours = 0
    var seed: UInt64 = 1
    var reason = "asked for through the API"
}

/// A retraining and how far it is.
struct RetrainJob: Sendable {
    enum State: String, Sendable {
        case queued, running, promoted, refused, shadowing, failed, cancelled
    }

    let id: String
    var state = State.queued
    var step = "waiting"
    /// 0 … 1.
    var share = 0.0
    let askedAt: Timestamp
    var finishedAt: Timestamp?
    var version: String?
    /// One sentence on how it ended.
    var detail: String?
    var metrics: [String: Double] = [:]

    var isFinished: Bool { finishedAt != nil }
}

/// Trains models in the background, one at a time.
package actor RetrainJobs {
    /// Jobs that are remembered.
    private static let limit = 50

    private let settings: ModelSettings
    private let historyPath: String
    private let registry: ModelRegistry
    private let director: ModelDirector
    private let engine: ForecastEngine
    private let clock: WallClock
    private let logger: Logger
    private var jobs: [RetrainJob] = []
    private var progress = RetrainProgress()
    private let requests: AsyncStream<(String, RetrainRequest)>
    private let continuation: AsyncStream<(String, RetrainRequest)>.Continuation

    package init(
        settings: ModelSettings,
        historyPath: String,
        registry: ModelRegistry,
        director: ModelDirector,
        engine: ForecastEngine,
        clock: WallClock,
        logger: Logger
    ) {
        self.settings = settings
        self.historyPath = historyPath
        self.registry = registry
        self.director = director
        self.engine = engine
        self.clock = clock
        self.logger = logger
        (requests, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// The job that runs or waits; nil when there is none.
    var current: RetrainJob? { jobs.last { !$0.isFinished }.map(withProgress) }

    func job(_ id: String) -> RetrainJob? { jobs.first { $0.id == id }.map(withProgress) }

    private func withProgress(_ job: RetrainJob) -> RetrainJob {
        guard job.state == .running else { return job }
        var job = job
        (job.step, job.share) = progress.current
        return job
    }

    /// Begins a job; nil when one runs already.
    func begin(_ request: RetrainRequest) -> RetrainJob? {
        guard current == nil else { return nil }
        let job = RetrainJob(id: UUID().uuidString.prefix(8).lowercased(), askedAt: clock.now())
        jobs.append(job)
        if jobs.count > Self.limit { jobs.removeFirst() }
        continuation.yield((job.id, request))
        return job
    }

    /// Does one job after the other until the task is cancelled.
    func run() async {
        for await (id, request) in requests {
            await run(id, request)
            if Task.isCancelled { return }
        }
    }

    private func run(_ id: String, _ request: RetrainRequest) async {
        change(id) { $0.state = .running }
        logger.notice("Training begins", metadata: ["job": "\(id)", "reason": "\(request.reason)"])
        do {
            let outcome = try await train(request)
            change(id) { job in
                (job.state, job.detail, job.metrics) = (outcome.state, outcome.detail, outcome.metrics)
                (job.version, job.share, job.step) = (outcome.version, 1, "done")
            }
        } catch is CancellationError {
            change(id) { ($0.state, $0.detail) = (.cancelled, "the service stopped") }
        } catch {
            change(id) { ($0.state, $0.detail) = (.failed, "\(error)") }
            logger.error("Training failed", metadata: ["job": "\(id)", "error": "\(error)"])
        }
        // What the registry says now is what serves; what cannot be loaded is told by the director.
        await director.look()
        let now = clock.now()
        change(id) { $0.finishedAt = now }
        if let job = job(id) {
            logger.notice(
                "Training ended",
                metadata: ["job": "\(id)", "state": "\(job.state)", "detail": "\(job.detail ?? "")"]
            )
        }
    }

    private struct Outcome {
        var state: RetrainJob.State
        var version: String
        var detail: String
        var metrics: [String: Double]
    }

    private func train(_ request: RetrainRequest) async throws -> Outcome {
        let live = await engine.status?.source
        guard let source = request.source ?? live.map(HistoryPath.folderName) else {
            throw TrainingError("no snapshot has come yet, so the source is not known; name it as \"source\"")
        }
        let library = try settings.library(request.engine ?? settings.engine)
        let promotion = ModelPromotion(registry: registry, by: "predictor")
        let champion = try await promotion.champion()
        let training = trainingSettings(request)
        let days = request.days ?? settings.trainDays
        let now = clock.now()
        let folder = HistoryFolder(rootPath: historyPath)
        let progress = RetrainProgress()
        self.progress = progress
        let outcome = try await runCancellable { isCancelled in
            let city = try TrainingData.history(
                folder,
                source: source,
                calendar: nil,
                fine: training.horizons.contains(5),
                from: now.advanced(bySeconds: Int64(-days * 86_400)),
                to: now
            )
            var training = training
            training.heldBackDays = min(
                training.heldBackDays,
                max(0, try city.wholeDays().count - TrainingSplit.fewestDays)
            )
            let run = ModelTraining(settings: training, library: library) { step in
                if isCancelled() { throw CancellationError() }
                progress.show(step)
            }
            let trained = try run.run(city, at: now)
            let rival = try champion.model.flatMap { model in
                model.source == trained.model.source ? try run.judge(model, city, days: trained.heldBack) : nil
            }
            return (trained, rival)
        }
        try await registry.publish(outcome.0.artifact)
        return try await decide(outcome.0, rival: outcome.1, champion: champion, promotion: promotion, request: request)
    }

    private func decide(
        _ trained: TrainedVersion,
        rival: Evaluation?,
        champion: ModelPromotion.Champion,
        promotion: ModelPromotion,
        request: RetrainRequest
    ) async throws -> Outcome {
        let version = trained.artifact.version
        let weighed = ModelPromotion.weigh(trained, against: rival, champion: champion.model, takesOver: true)
        if weighed.isPromoted, request.shadowHours > 0, champion.model?.source == trained.model.source {
            var metrics = weighed.metrics
            metrics["hours"] = Double(request.shadowHours)
            let detail = "forecasts in the shadow for \(request.shadowHours) hours: \(weighed.text)"
            try await registry.shadow(version, reason: detail, by: "predictor", metrics: metrics)
            return Outcome(state: .shadowing, version: version.description, detail: detail, metrics: metrics)
        }
        let decision = try await promotion.decide(
            on: trained,
            against: rival,
            champion: champion,
            takesOver: true
        )
        return Outcome(
            state: decision.isPromoted ? .promoted : .refused,
            version: version.description,
            detail: decision.text,
            metrics: decision.metrics
        )
    }

    private func trainingSettings(_ request: RetrainRequest) -> TrainingSettings {
        var training = TrainingSettings()
        training.engine = request.engine ?? settings.engine
        training.rowLimit = request.rowLimit ?? settings.rowLimit
        training.horizons = request.horizons ?? ForecastHorizons.minutes
        training.heldBackDays = request.heldBackDays ?? 10
        training.seed = request.seed
        // One thread, so that forecasts and answers keep the other cores.
        training.threads = 1
        return training
    }

    private func change(_ id: String, _ body: (inout RetrainJob) -> Void) {
        guard let position = jobs.firstIndex(where: { $0.id == id }), !jobs[position].isFinished else { return }
        body(&jobs[position])
    }
}

/// How far the running job is, told from its own thread.
private final class RetrainProgress: Sendable {
    private let state = Mutex<(step: String, share: Double)>(("reading days", 0))

    var current: (step: String, share: Double) { state.withLock { $0 } }

    func show(_ step: ModelTraining.Step) {
        state.withLock { $0 = (step.label, step.share) }
    }
}

/// Runs ``RetrainJobs`` as long as the service runs.
struct RetrainWorker: Service {
    let jobs: RetrainJobs
    let director: ModelDirector
    let engine: ForecastEngine
    /// Whether a service whose model lacks horizons, or that has none, trains by itself.
    let trainsAtStart: Bool

    /// Real time between two looks for a source whose history is learned.
    private static let pause: Duration = .seconds(2)
    /// Real time until a training that failed is tried again.
    private static let longPause: Duration = .seconds(1800)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await jobs.run() }
                if trainsAtStart { group.addTask { await trainFirst() } }
            }
        }
    }

    /// Waits until the service is at work and trains what is missing: ten minutes first, then every horizon.
    private func trainFirst() async {
        // Only cancellation throws.
        while (try? await Task.sleep(for: Self.pause)) != nil {
            guard let status = await engine.status, !status.isLearningHistory else { continue }
            let missing = await director.missingHorizons(source: status.source)
            guard !missing.isEmpty else { return }
            let isFirst = missing.contains(ForecastHorizons.minutes[ForecastHorizons.primary])
            let horizons = isFirst ? [ForecastHorizons.minutes[ForecastHorizons.primary]] : ForecastHorizons.minutes
            guard let job = await jobs.begin(RetrainRequest(horizons: horizons, reason: "horizons without a model"))
            else {
                continue
            }
            while await jobs.job(job.id)?.isFinished == false, (try? await Task.sleep(for: Self.pause)) != nil {}
            switch await jobs.job(job.id)?.state {
            case .promoted: continue
            // There may be more history by then.
            case .failed: guard (try? await Task.sleep(for: Self.longPause)) != nil else { return }
            default: return
            }
        }
    }
}
