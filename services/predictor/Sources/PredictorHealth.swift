import Core
import History
import ServiceKit

/// What `/health` says of the predictor, beside Redis.
struct PredictorHealth {
    let board: ForecastBoard
    let engine: ForecastEngine
    let director: ModelDirector
    let scores: any AccuracyRepository
    let history: HistoryStore
    let clock: WallClock

    var components: [any HealthComponent] {
        [forecast, snapshot, model, historyStore, accuracy]
    }

    /// Without a forecast there is nothing to serve; with an old one there is, and its age is told.
    private var forecast: HealthCheck {
        HealthCheck("forecast", isRequired: true) {
            guard let served = board.current else {
                return ComponentHealth(.degraded, detail: "no forecast has been made yet", isReady: false)
            }
            let header = served.document.header
            let now = clock.now()
            return ComponentHealth(
                header.isStale(at: now) ? .degraded : .up,
                ageSeconds: header.ageSeconds(at: now),
                extra: ["model_version": header.modelVersion, "stations": "\(header.stationCount)"]
            )
        }
    }

    private var snapshot: HealthCheck {
        HealthCheck("snapshot") {
            guard let status = await engine.status, let newestAt = status.newestAt else {
                return ComponentHealth(.degraded, detail: "no snapshot has come yet")
            }
            let age = max(0, clock.now().secondsSince(newestAt))
            let isStale = age > Staleness.limitSeconds(intervalSeconds: status.intervalSeconds)
            return ComponentHealth(
                isStale ? .degraded : .up,
                detail: isStale ? "the collector's last snapshot is stale" : nil,
                ageSeconds: age,
                extra: ["source": status.source]
            )
        }
    }

    /// A registry that does not answer, or a champion that cannot be used, leaves what serves as it is.
    private var model: HealthCheck {
        HealthCheck("model") {
            let status = await director.status
            let live = await engine.status
            let problem = status.problem ?? live?.championProblem
            var extra = ["serving": live?.champion ?? live?.choice.version ?? "nothing yet"]
            if let champion = status.champion { extra["champion"] = champion }
            if !status.shadows.isEmpty { extra["shadows"] = status.shadows.joined(separator: ", ") }
            return ComponentHealth(problem == nil ? .up : .degraded, detail: problem, extra: extra)
        }
    }

    private var historyStore: HealthCheck {
        HealthCheck("history") {
            do {
                _ = try await history.sources(.snapshots)
            } catch {
                return ComponentHealth(.degraded, detail: "\(error)")
            }
            guard let status = await engine.status else { return .up }
            return ComponentHealth(
                .up,
                extra: [
                    "learned_snapshots": "\(status.learnedSnapshots)",
                    "is_learning": "\(status.isLearningHistory)",
                ]
            )
        }
    }

    private var accuracy: HealthCheck {
        HealthCheck("accuracy") {
            do {
                try await scores.ping()
                return .up
            } catch {
                return ComponentHealth(.degraded, detail: "the accuracy ledger does not answer")
            }
        }
    }
}
