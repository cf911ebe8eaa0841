package import Redis
import ServiceLifecycle

/// Keeps a Redis client connected for as long as the service group runs.
package struct RedisService: Service {
    private let client: RedisClient

    package init(_ client: RedisClient) {
        self.client = client
    }

    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await client.run()
            } catch is CancellationError {
                // The way a client's run ends when the service stops.
            }
        }
    }
}

extension ServiceRuntime {
    /// A client for `REDIS_URL`, its numbers among the metrics; ``RedisService`` runs it.
    ///
    /// Throws ``ConfigurationError``.
    package func makeRedisClient() throws -> RedisClient {
        var configuration: RedisConfiguration
        do {
            configuration = try RedisConfiguration(url: common.redisURL)
        } catch {
            throw ConfigurationError(key: "REDIS_URL", problem: error.message)
        }
        configuration.clientName = instanceID
        let client = RedisClient(configuration: configuration, logger: logger)
        metrics.collect { [client] in
            let statistics = client.statistics
            let counters: [(String, String, Int)] = [
                ("redis_client_commands_total", "Commands sent to Redis.", statistics.commands),
                ("redis_client_writes_total", "Writes to Redis' socket.", statistics.writes),
                ("redis_client_connects_total", "Connections made to Redis.", statistics.connects),
                ("redis_client_connections_lost_total", "Connections to Redis that broke.", statistics.connectionsLost),
                ("redis_client_timeouts_total", "Commands Redis did not answer in time.", statistics.timeouts),
            ]
            return counters.map { name, help, value in
                MetricSample(name: name, kind: .counter, help: help, value: Double(value))
            } + [
                MetricSample(
                    name: "redis_client_connected",
                    kind: .gauge,
                    help: "1 while connected to Redis.",
                    value: client.isConnected ? 1 : 0
                )
            ]
        }
        return client
    }
}
