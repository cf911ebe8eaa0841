import Core
import Documents
import ModelClients
import ServiceKit

/// What `/health` says of the assistant, beside Redis.
struct RAGHealth {
    let keeper: IndexKeeper
    let city: LiveCity
    let clock: WallClock
    let providers: ModelProviders
    let supervisor: ProviderSupervisor
    let board: BoardFollower?

    var components: [any HealthComponent] {
        [index, live] + (board.map { [boardComponent($0)] } ?? []) + providers.all.map(component)
    }

    /// Without an index there is nothing to answer from.
    private var index: HealthCheck {
        HealthCheck("index", isRequired: true) {
            let status = await keeper.status
            guard status.isLoaded else {
                return ComponentHealth(.degraded, detail: "the index is being made", isReady: false)
            }
            let age = status.lastRead.map { (ContinuousClock.now - $0).inSeconds }
            return ComponentHealth(
                status.problem == nil ? .up : .degraded,
                detail: status.problem ?? (status.passages == 0 ? "there are no documents" : nil),
                ageSeconds: age,
                extra: ["passages": "\(status.passages)", "revision": "\(status.revision)"]
            )
        }
    }

    private var live: HealthCheck {
        HealthCheck("live_data") {
            guard let view = city.view else {
                return ComponentHealth(.degraded, detail: "no snapshot has come yet")
            }
            let now = clock.now()
            let isStale = view.snapshot.isStale(at: now)
            return ComponentHealth(
                isStale ? .degraded : .up,
                detail: isStale ? "the collector's last snapshot is stale" : nil,
                ageSeconds: view.snapshot.ageSeconds(at: now),
                extra: ["source": view.snapshot.source, "model_version": view.forecast?.modelVersion ?? "none"]
            )
        }
    }

    private func boardComponent(_ board: BoardFollower) -> HealthCheck {
        HealthCheck("board") {
            let state = board.state
            let age = state.lastSuccess.map { (ContinuousClock.now - $0).inSeconds }
            return ComponentHealth(state.problem == nil ? .up : .degraded, detail: state.problem, ageSeconds: age)
        }
    }

    private func component(_ provider: any Provider) -> HealthCheck {
        HealthCheck(provider.providerName) {
            let status = provider.status
            let trial = await supervisor.report[provider.providerName]
            return ComponentHealth(
                status.level == .up ? .up : .degraded,
                detail: status.level == .up ? nil : status.lastError ?? "not asked yet",
                extra: trial.map { ["trial": $0] } ?? [:]
            )
        }
    }
}
