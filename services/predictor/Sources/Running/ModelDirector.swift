package import Core
package import Logging
import ServiceKit
import ServiceLifecycle

/// Keeps the models at work those of the registry: loads the champion and its shadows, follows changes that other
/// replicas make, and acts on what live forecasts show.
///
/// What cannot be loaded changes nothing: the models at work go on.
package actor ModelDirector {
    /// The champion before keeps forecasting in the shadow this long, in seconds of the suite's clock.
    private static let shadowSeconds = 7.0 * 86_400

    /// What is at work, and what could not be put to work.
    package struct Status: Sendable {
        package var record = ChampionRecord()
        package var champion: String?
        package var shadows: [String] = []
        package var loadedAt: Timestamp?
        /// What is wrong with the registry or the champion in it; nil when all is well.
        package var problem: String?
    }

    private let registry: ModelRegistry
    private let engine: ForecastEngine
    private let onChange: @Sendable () async -> Void
    private let rollbackHours: Int
    private let clock: WallClock
    private let logger: Logger
    private var etag: String?
    private var serving = ServingModels()
    private var wantedShadows: [String] = []
    package private(set) var status = Status()

    /// `rollbackHours`: hours, by the suite's clock, in which champion and predecessor both forecast before the champion
    /// can be sent back. `onChange` is called when other models have been put to work.
    package init(
        registry: ModelRegistry,
        engine: ForecastEngine,
        rollbackHours: Int,
        clock: WallClock,
        logger: Logger,
        onChange: @escaping @Sendable () async -> Void
    ) {
        self.registry = registry
        self.engine = engine
        self.onChange = onChange
        self.rollbackHours = rollbackHours
        self.clock = clock
        self.logger = logger
    }

    /// Loads what the registry says now, even when it says what is at work already; throws when it cannot be put to work.
    package func reload() async throws {
        do {
            let stored = try await registry.champion()
            try await put(stored.record)
            etag = stored.etag
            status.problem = nil
        } catch {
            status.problem = Self.line(error)
            logger.error("The champion cannot be loaded; what serves goes on", metadata: ["error": "\(error)"])
            throw error
        }
    }

    /// Loads what changed since the last look, and judges the champion by its live forecasts.
    package func look() async {
        do {
            if let changed = try await registry.champion(ifChangedFrom: etag) {
                try await put(changed.record)
                etag = changed.etag
            } else if status.loadedAt == nil || shadows(of: status.record).map(\.description) != wantedShadows {
                // The time in the shadow of the champion before is over.
                try await put(status.record)
            }
            status.problem = nil
            try await judge()
        } catch is CancellationError {
            return
        } catch {
            let problem = Self.line(error)
            if status.problem != problem {
                logger.error("The model registry cannot be used; what serves goes on", metadata: ["error": "\(error)"])
            }
            status.problem = problem
        }
    }

    /// Horizons that the champion does not forecast for `source`: all of them without a champion that serves it.
    ///
    /// None when the champion is for another source: whoever put it there wants it there.
    func missingHorizons(source: String) -> [Int] {
        // Nothing is known before the registry has answered.
        guard status.loadedAt != nil else { return [] }
        guard let champion = serving.champion else {
            return status.record.champion == nil ? ForecastHorizons.minutes : []
        }
        guard champion.source == source else { return [] }
        return ForecastHorizons.minutes.filter { minutes in !champion.horizons.contains { $0.minutes == minutes } }
    }

    private func put(_ record: ChampionRecord) async throws {
        var next = ServingModels()
        next.champion = try await load(record.champion, record: record)
        let wanted = shadows(of: record)
        for version in wanted {
            do {
                if let shadow = try await load(version, record: record) { next.shadows.append(shadow) }
            } catch {
                // A shadow is not shown to anybody; the champion serves without it.
                let facts: Logger.Metadata = ["model.version": "\(version)", "error": "\(error)"]
                logger.warning("A shadow model cannot be loaded", metadata: facts)
            }
        }
        // Somebody else may have put a later record to work meanwhile.
        guard record.history.count >= status.record.history.count else { return }
        wantedShadows = wanted.map(\.description)
        let before = serving.champion?.version
        serving = next
        status.record = record
        status.champion = next.champion?.version
        status.shadows = next.shadows.map(\.version)
        status.loadedAt = clock.now()
        await engine.use(next)
        if before != next.champion?.version {
            logger.notice(
                "Another model serves",
                metadata: [
                    "model.version": "\(next.champion?.version ?? "baseline")",
                    "model.before": "\(before ?? "baseline")",
                ]
            )
        }
        await onChange()
    }

    /// The model of a version, read from the registry and checked anew; nil without a version.
    private func load(_ version: ModelVersion?, record: ChampionRecord) async throws -> TrainedModel? {
        guard let version else { return nil }
        let name = version.description
        let isChampion = record.champion == version
        if let artifact = isChampion ? try await registry.loadChampion(of: record) : try await registry.load(version) {
            return try await Self.decode(artifact.files, version: name)
        }
        return nil
    }

    @concurrent
    private static func decode(_ files: [String: [UInt8]], version: String) async throws -> TrainedModel {
        try ModelFiles.decode(files, version: version)
    }

    /// The champion before, for seven days after it was replaced, and the challenger that was put into the shadow.
    private func shadows(of record: ChampionRecord) -> [ModelVersion] {
        var shadows: [ModelVersion] = []
        if let change = record.lastChange, change.action == .promote, let previous = change.previous,
            clock.now().secondsSince(change.at) < Self.shadowSeconds
        {
            shadows.append(previous)
        }
        if let challenger = record.challenger, !shadows.contains(challenger.version) {
            shadows.append(challenger.version)
        }
        return shadows
    }

    /// Goes back from a champion that live forecasts show to be worse, and promotes or refuses a challenger whose time
    /// is over.
    private func judge() async throws {
        guard let champion = serving.champion?.version else { return }
        let record = status.record
        if let change = record.lastChange, change.action == .promote, let previous = change.previous,
            status.shadows.contains(previous.description)
        {
            let standing = await engine.standing(champion, against: previous.description, hours: rollbackHours)
            if standing.hours >= rollbackHours, standing.isWorse {
                try await rollBack(from: champion, to: previous, standing: standing)
                return
            }
        }
        if let challenger = record.challenger {
            let hours = Int(min(max(challenger.metrics["hours"] ?? 24, 1), 168))
            let standing = await engine.standing(challenger.version.description, against: champion, hours: hours)
            if standing.hours >= hours { try await settle(challenger.version, standing: standing, champion: champion) }
        }
    }

    private func rollBack(from champion: String, to previous: ModelVersion, standing: ContestStanding) async throws {
        let reason =
            "live pinball \(Figures.percent(standing.difference)) against \(previous) over \(standing.hours) hours"
        guard status.record.champion?.description == champion else { return }
        let stored = try await registry.rollBackToUsable(
            previous,
            reason: reason,
            by: "predictor",
            isAutomatic: true,
            metrics: standing.metrics
        )
        logger.warning("Rolled back by itself", metadata: ["model.version": "\(previous)", "reason": "\(reason)"])
        try await put(stored.record)
        etag = stored.etag
    }

    private func settle(_ challenger: ModelVersion, standing: ContestStanding, champion: String) async throws {
        let figures =
            "live pinball \(Figures.percent(standing.difference)) against \(champion) over \(standing.hours) hours"
        let stored: StoredChampion
        if standing.isBetter {
            stored = try await registry.promote(
                challenger,
                reason: "promoted after its time in the shadow: \(figures)",
                by: "predictor",
                expecting: .version(try ModelVersion(champion)),
                metrics: standing.metrics
            )
        } else {
            stored = try await registry.refuse(
                challenger,
                reason: "refused after its time in the shadow: \(figures)",
                by: "predictor",
                metrics: standing.metrics
            )
        }
        try await put(stored.record)
        etag = stored.etag
    }

    private static func line(_ error: any Error) -> String { "\(error)" }
}

extension ContestStanding {
    var metrics: [String: Double] {
        ["live_hours": Double(hours), "live_pinball_difference": difference, "t": t.isFinite ? t : 99]
    }
}

extension ChampionRecord {
    /// The version in the shadow that waits for its verdict; nil when there is none.
    var challenger: PromotionEntry? {
        guard let shadow = history.last(where: { $0.action == .shadow }) else { return nil }
        let isSettled = history.contains {
            $0.sequence > shadow.sequence && ($0.version == shadow.version || $0.action.changesChampion)
        }
        return isSettled ? nil : shadow
    }
}

/// Looks after the models every ``ModelSettings/checkInterval``.
struct ModelWatch: Service {
    let director: ModelDirector
    let interval: Duration

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await director.look() } while (try? await Task.sleep(for: interval)) != nil
        }
    }
}
