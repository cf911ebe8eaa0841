import Core
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Synchronization

/// One request from its arrival to the end of its answer; an answer that is never written ends with the last reference.
final class RequestObservation: Sendable {
    private let method: HTTPRequest.Method
    private let context: AppRequestContext
    private let metrics: RequestMetrics
    private let start = ContinuousClock.now
    private let isFinished = Atomic(false)

    init(request: Request, context: AppRequestContext, metrics: RequestMetrics) {
        method = request.method
        self.context = context
        self.metrics = metrics
        metrics.active.increment()
    }

    deinit {
        if !isFinished.load(ordering: .relaxed) { metrics.active.decrement() }
    }

    /// Counts only the first time. `bytes` is the length of the body where it is known.
    func finish(status: HTTPResponse.Status, bytes: Int?) {
        guard !isFinished.exchange(true, ordering: .relaxed) else { return }
        let duration = ContinuousClock.now - start
        let route = context.endpointPath ?? "NotFound"
        metrics.active.decrement()
        metrics.record(route: route, method: method, status: status, duration: duration)
        let level: Logger.Level = status.code < 400 && Self.isProbe(route) ? .debug : .info
        guard level >= context.logger.logLevel else { return }
        var metadata: Logger.Metadata = [
            "http.method": .string(method.rawValue),
            "http.route": .string(route),
            "http.status": .stringConvertible(status.code),
            "duration_ms": .stringConvertible(duration.inSeconds * 1000),
        ]
        if let bytes {
            metadata["bytes"] = .stringConvertible(bytes)
        }
        context.logger.log(level: level, "Request answered", metadata: metadata)
    }

    private static func isProbe(_ route: String) -> Bool {
        route == "/metrics" || route.hasPrefix("/health") || route.hasPrefix("/actuator")
    }
}
