import Logging
import NIOCore
import ServiceKit
import Synchronization

/// What all event loops share: the settings, the services' instances, and what is counted across them.
final class Edge: Sendable {
    let limits: GatewayLimits
    let table: RouteTable
    let rules: EdgeRules
    /// By ``UpstreamService/index``.
    let groups: [UpstreamGroup]
    let stale: StaleAnswers
    let local: LocalResponder
    let metrics: GatewayMetrics
    let requestMetrics: RequestMetrics
    let logger: Logger
    let drain: DrainState
    /// Open connections of clients.
    let connections = Atomic(0)
    /// Open event streams and tunnels.
    let streams = Atomic(0)
    /// Whether requests are written into the access log.
    let isLogging: Bool

    init(
        limits: GatewayLimits,
        table: RouteTable,
        rules: EdgeRules,
        groups: [UpstreamGroup],
        local: LocalResponder,
        metrics: GatewayMetrics,
        requestMetrics: RequestMetrics,
        logger: Logger,
        drain: DrainState
    ) {
        self.limits = limits
        self.table = table
        self.rules = rules
        self.groups = groups
        self.local = local
        self.metrics = metrics
        self.requestMetrics = requestMetrics
        self.logger = logger
        self.drain = drain
        stale = StaleAnswers(maximumBytes: limits.staleBytes)
        isLogging = logger.logLevel <= .info
    }

    func group(of service: UpstreamService) -> UpstreamGroup {
        groups[service.index]
    }
}
