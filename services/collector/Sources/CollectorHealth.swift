import Core
import ServiceKit

/// What the collector's `/health` tells.
enum CollectorHealth {
    /// The components beside Redis.
    static func components(_ parts: CollectorParts, clock: WallClock) -> [any HealthComponent] {
        [
            HealthCheck("snapshot", isRequired: true) { snapshot(parts, clock: clock) },
            HealthCheck("source") { source(parts, clock: clock) },
            HealthCheck("history") { history(parts.status.current) },
        ]
    }

    /// Without any snapshot there is nothing to serve; a stale one is served and marked.
    private static func snapshot(_ parts: CollectorParts, clock: WallClock) -> ComponentHealth {
        guard let live = parts.city.current?.snapshot else {
            return ComponentHealth(.down, detail: "No snapshot has been collected yet.")
        }
        let age = live.ageSeconds(at: clock.now())
        let extra = ["source": live.source, "stations": "\(live.stations.count)"]
        guard live.isStale(at: clock.now()) else { return ComponentHealth(.up, ageSeconds: age, extra: extra) }
        return ComponentHealth(.degraded, detail: "The snapshot is stale.", ageSeconds: age, extra: extra)
    }

    private static func source(_ parts: CollectorParts, clock: WallClock) -> ComponentHealth {
        let state = parts.status.current
        let age = state.lastSuccess.map { max(0, clock.now().secondsSince($0)) }
        var extra = ["source": parts.collector.source.name, "consecutive_failures": "\(state.consecutiveFailures)"]
        guard parts.configuration.polls else {
            extra["polling"] = "off"
            return ComponentHealth(.up, ageSeconds: age, extra: extra)
        }
        guard let error = state.lastError else { return ComponentHealth(.up, ageSeconds: age, extra: extra) }
        return ComponentHealth(.degraded, detail: error, ageSeconds: age, extra: extra)
    }

    private static func history(_ state: CollectorStatus.State) -> ComponentHealth {
        guard let error = state.lastHistoryError else { return .up }
        return ComponentHealth(.degraded, detail: "The history cannot be written: \(error)")
    }
}
