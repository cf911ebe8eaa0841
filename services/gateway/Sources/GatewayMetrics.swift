import Metrics
package import ServiceKit
import Synchronization

/// What the gateway counts besides the HTTP server's own metrics. Counting with a known label takes no lock but one.
package final class GatewayMetrics: Sendable {
    private let registry: PrometheusRegistry
    private let counters = Mutex<[String: Counter]>([:])
    private let breakers = Mutex<[Int: Meter]>([:])
    /// By ``UpstreamService/index``; of the answers by class of status.
    private let timers: [Timer]
    private let answers: [[Counter]]

    package init(registry: PrometheusRegistry) {
        self.registry = registry
        for (name, help) in Self.descriptions { registry.describe(name, help) }
        timers = UpstreamService.allCases.map { service in
            Timer(label: "gateway_upstream_duration", dimensions: [("service", service.rawValue)], factory: registry)
        }
        answers = UpstreamService.allCases.map { service in
            (1...5).map { number in
                let labels = [("service", service.rawValue), ("status_class", "\(number)xx")]
                return Counter(label: "gateway_upstream_requests", dimensions: labels, factory: registry)
            }
        }
    }

    private static let descriptions = [
        ("gateway_upstream_requests_total", "Answers of the services, by class of their status."),
        ("gateway_upstream_duration_seconds", "Time until a service's answer began."),
        ("gateway_upstream_errors_total", "Times a service did not answer, or not to the end."),
        ("gateway_rejected_total", "Requests and connections refused at the edge."),
        ("gateway_retries_total", "Requests sent a second time."),
        ("gateway_lines_given_up_total", "Times requests no longer waited for their turn at an instance."),
        ("gateway_stale_answers_total", "Older answers given because the service was down."),
        ("gateway_breaker_open", "Circuit breaker of an instance: 1 open, 0.5 half-open, 0 closed."),
        ("gateway_breaker_transitions_total", "Changes of circuit breakers."),
    ]

    func answered(_ service: UpstreamService, status: Int, after duration: Duration) {
        answers[service.index][status / 100 - 1].increment()
        timers[service.index].recordNanoseconds(duration.wholeNanoseconds)
    }

    func failed(_ service: UpstreamService, kind: String) {
        count("gateway_upstream_errors", [("service", service.rawValue), ("kind", kind)])
    }

    func rejected(_ reason: String) { count("gateway_rejected", [("reason", reason)]) }

    func retried(_ service: UpstreamService) { count("gateway_retries", [("service", service.rawValue)]) }

    /// Requests no longer waited for their turn at an instance.
    func gaveUpLine(_ service: UpstreamService) { count("gateway_lines_given_up", [("service", service.rawValue)]) }

    func answeredStale(_ service: UpstreamService) {
        count("gateway_stale_answers", [("service", service.rawValue)])
    }

    /// A breaker has changed.
    func breaker(of instance: UpstreamInstance, becomes state: CircuitBreaker.State) {
        breaker(of: instance, is: state)
        count("gateway_breaker_transitions", [("service", instance.service.rawValue), ("to", state.rawValue)])
    }

    /// Shows how a breaker stands.
    func breaker(of instance: UpstreamInstance, is state: CircuitBreaker.State) {
        let meter = breakers.withLock { breakers in
            if let meter = breakers[instance.id] { return meter }
            let labels = [("service", instance.service.rawValue), ("instance", instance.address.authority)]
            let meter = Meter(label: "gateway_breaker_open", dimensions: labels, factory: registry)
            breakers[instance.id] = meter
            return meter
        }
        meter.set(state == .open ? 1 : state == .halfOpen ? 0.5 : 0)
    }

    /// An instance is there no longer, nor its breaker.
    func forgetBreaker(of instance: UpstreamInstance) {
        breakers.withLock { $0.removeValue(forKey: instance.id) }?.destroy()
    }

    /// Gauges of what is under way, asked for when they are read.
    func observe(_ edge: Edge) {
        registry.gauge("gateway_connections", help: "Open connections of clients.") { [weak edge] in
            edge.map { Double($0.connections.load(ordering: .relaxed)) }
        }
        registry.gauge("gateway_streams", help: "Open event streams and tunnels.") { [weak edge] in
            edge.map { Double($0.streams.load(ordering: .relaxed)) }
        }
        for group in edge.groups {
            registry.gauge(
                "gateway_in_flight",
                help: "Requests under way to a service.",
                labels: [("service", group.service.rawValue)]
            ) { [weak group] in
                group.map { Double($0.inFlight.load(ordering: .relaxed)) }
            }
        }
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
