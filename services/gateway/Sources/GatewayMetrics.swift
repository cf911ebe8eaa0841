import Metrics
package import ServiceKit
import Synchronization

/// What the gateway counts besides the HTTP server's own metrics.
package final class GatewayMetrics: Sendable {
    private let registry: PrometheusRegistry
    private let counters = Mutex<[String: Counter]>([:])
    private let timers: [UpstreamService: Timer]

    package init(registry: PrometheusRegistry) {
        self.registry = registry
        registry.describe("gateway_upstream_requests_total", "Answers of the services, by class of their status.")
        registry.describe("gateway_upstream_duration_seconds", "Time until a service's answer began.")
        registry.describe("gateway_upstream_errors_total", "Requests a service did not answer, or not to the end.")
        registry.describe("gateway_rejected_total", "Requests refused at the edge.")
        timers = Dictionary(
            uniqueKeysWithValues: UpstreamService.allCases.map { service in
                let dimensions = [("service", service.rawValue)]
                return (service, Timer(label: "gateway_upstream_duration", dimensions: dimensions, factory: registry))
            }
        )
    }

    func answered(_ service: UpstreamService, status: Int, after duration: Duration) {
        count("gateway_upstream_requests", [("service", service.rawValue), ("status_class", "\(status / 100)xx")])
        timers[service]?.record(duration: duration)
    }

    func failed(_ service: UpstreamService, kind: String) {
        count("gateway_upstream_errors", [("service", service.rawValue), ("kind", kind)])
    }

    func rejected(_ reason: String) {
        count("gateway_rejected", [("reason", reason)])
    }

    private func count(_ name: String, _ labels: [(String, String)]) {
        let key = labels.reduce(into: name) { $0 += "|" + $1.1 }
        let counter = counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = Counter(label: name, dimensions: labels, factory: registry)
            counters[key] = counter
            return counter
        }
        counter.increment()
    }
}
