package import Core
import Metrics
package import ServiceKit

/// The collector's own metrics, made once.
package struct CollectorMetrics: Sendable {
    private let registry: PrometheusRegistry
    private let fetch: Timer
    private let historyFailures: Counter
    private let snapshotsHeld: Counter

    package init(registry: PrometheusRegistry) {
        self.registry = registry
        for (name, help) in Self.descriptions { registry.describe(name, help) }
        fetch = Timer(label: "collector_fetch_duration_seconds", factory: registry)
        historyFailures = Counter(label: "collector_history_failures", factory: registry)
        snapshotsHeld = Counter(label: "collector_snapshots_held", factory: registry)
        for kind in SourceError.Kind.allCases { failures(kind.rawValue).increment(by: 0) }
        for result in ["live", "held", "unchanged", "failed"] { polls(result).increment(by: 0) }
        for (reason, _) in RowFaults().byReason { faults(reason).increment(by: 0) }
        for result in ["live", "outdated", "failed"] { publications(result).increment(by: 0) }
    }

    private static let descriptions = [
        ("collector_fetch_duration_seconds", "Time to read the source once, every page or file of it."),
        ("collector_polls_total", "Polls of the source by what became of them."),
        ("collector_poll_failures_total", "Polls that failed, by kind of failure."),
        ("collector_row_faults_total", "Rows of the source that could not be used as they were, by reason."),
        ("collector_snapshots_held_total", "Snapshots held back because too many stations were missing."),
        ("collector_publications_total", "Snapshots put into Redis, by result."),
        ("collector_history_failures_total", "Snapshots that could not be written to the history at once."),
        ("collector_snapshot_age_seconds", "Age of the live snapshot by the suite's clock."),
        ("collector_stations", "Stations in the live snapshot."),
        ("collector_stream_clients", "Clients that follow /api/stream."),
    ]

    func fetchDuration(_ duration: Duration) {
        fetch.recordSeconds(duration.inSeconds)
    }

    func polled(_ outcome: Collector.Outcome) {
        switch outcome {
        case .live: polls("live").increment()
        case .held:
            polls("held").increment()
            snapshotsHeld.increment()
        case .unchanged: polls("unchanged").increment()
        }
    }

    func pollFailed(_ error: any Error) {
        polls("failed").increment()
        failures((error as? SourceError)?.kind.rawValue ?? "other").increment()
    }

    func rowFaults(_ found: RowFaults) {
        for (reason, count) in found.byReason where count > 0 { faults(reason).increment(by: Int64(count)) }
    }

    func historyFailed() { historyFailures.increment() }

    func published(isNewest: Bool) { publications(isNewest ? "live" : "outdated").increment() }

    func publishFailed() { publications("failed").increment() }

    /// Shows the live snapshot's age and size, and how many clients follow the stream.
    package func observe(_ city: LiveCity, clock: WallClock) {
        registry.collect { [city] in
            let snapshot = city.current?.snapshot
            var samples = [gauge("collector_stream_clients", Double(city.subscriberCount))]
            if let snapshot {
                samples.append(gauge("collector_snapshot_age_seconds", snapshot.ageSeconds(at: clock.now())))
                samples.append(gauge("collector_stations", Double(snapshot.stations.count)))
            }
            return samples
        }
    }

    private func gauge(_ name: String, _ value: Double) -> MetricSample {
        let help = Self.descriptions.first { $0.0 == name }?.1 ?? name
        return MetricSample(name: name, kind: .gauge, help: help, value: value)
    }

    private func polls(_ result: String) -> Counter {
        Counter(label: "collector_polls", dimensions: [("result", result)], factory: registry)
    }

    private func failures(_ kind: String) -> Counter {
        Counter(label: "collector_poll_failures", dimensions: [("kind", kind)], factory: registry)
    }

    private func faults(_ reason: String) -> Counter {
        Counter(label: "collector_row_faults", dimensions: [("reason", reason)], factory: registry)
    }

    private func publications(_ result: String) -> Counter {
        Counter(label: "collector_publications", dimensions: [("result", result)], factory: registry)
    }
}
