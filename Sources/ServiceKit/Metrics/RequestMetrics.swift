import CoreMetrics
import HTTPTypes
package import Metrics
import Synchronization

/// The metrics of the HTTP server, by route template, method and status.
package final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    let active: Meter
    private let registry: PrometheusRegistry
    private let timers = Mutex<[Key: Timer]>([:])

    package init(registry: PrometheusRegistry) {
        self.registry = registry
        registry.describe("http_server_active_requests", "Requests being answered now.")
        registry.describe("http_server_request_duration_seconds", "Time from a request's head to its answer's end.")
        registry.describe("http_server_protocol_errors_total", "Requests that were not readable as HTTP.")
        active = Meter(label: "http.server.active_requests", factory: registry)
    }

    func record(route: String, method: HTTPRequest.Method, status: HTTPResponse.Status, duration: Duration) {
        timer(route: route, method: method.rawValue, status: status.code).record(duration: duration)
    }

    /// The timer of these labels, for whoever keeps it at hand; `route` is a template and `method` one of a small set.
    package func timer(route: String, method: String, status: Int) -> Timer {
        let key = Key(route: route, method: method, status: status)
        return timers.withLock { timers in
            if let timer = timers[key] { return timer }
            let timer = makeTimer(key)
            timers[key] = timer
            return timer
        }
    }

    /// A request the parser refused, which no route has seen.
    func countProtocolError(_ status: HTTPResponse.Status) {
        let dimensions = [("http_response_status_code", String(status.code))]
        Counter(label: "http.server.protocol_errors", dimensions: dimensions, factory: registry).increment()
    }

    private func makeTimer(_ key: Key) -> Timer {
        Timer(
            label: "http.server.request.duration",
            dimensions: [
                ("http_route", key.route), ("http_request_method", key.method),
                ("http_response_status_code", String(key.status)),
            ],
            factory: registry
        )
    }
}
