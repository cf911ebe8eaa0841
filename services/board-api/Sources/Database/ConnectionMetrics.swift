import Blocking
import ServiceKit

/// The pools of connections under the names that Spring Boot's dashboards know from HikariCP.
enum ConnectionMetrics {
    static func register(in registry: PrometheusRegistry, keeper: DatabaseKeeper) {
        registry.collect {
            keeper.database?.connections.flatMap { samples(of: $0.pool, $0.statistics) } ?? []
        }
    }

    private static func samples(of pool: String, _ connections: ResourcePoolStatistics) -> [MetricSample] {
        let labels = LabelSet([("pool", pool)])
        func sample(_ name: String, _ help: String, _ value: Int) -> MetricSample {
            MetricSample(name: name, kind: .gauge, help: help, labels: labels, value: Double(value))
        }
        return [
            sample("hikaricp_connections_active", "Connections at work.", connections.active),
            sample("hikaricp_connections_idle", "Connections that lie idle.", connections.idle),
            sample("hikaricp_connections_pending", "Callers that wait for one.", connections.pending),
            sample("hikaricp_connections_max", "Connections there may be.", connections.maximum),
            sample("hikaricp_connections", "Connections there are.", connections.active + connections.idle),
        ]
    }
}
