import Core
package import Redis

/// Redis as a part of a service's health: degraded, or down where the service requires it, while it does not answer.
package struct RedisHealth: HealthComponent {
    package let name = "redis"
    package let isRequired: Bool
    private let client: RedisClient

    package init(_ client: RedisClient, isRequired: Bool = false) {
        self.client = client
        self.isRequired = isRequired
    }

    package func check() async -> ComponentHealth {
        let start = ContinuousClock.now
        do {
            try await client.ping(timeout: .milliseconds(800))
        } catch {
            return ComponentHealth(isRequired ? .down : .degraded, detail: error.message)
        }
        let milliseconds = (ContinuousClock.now - start).inSeconds * 1000
        let rounded = (milliseconds * 100).rounded() / 100
        return ComponentHealth(.up, extra: ["round_trip_ms": "\(rounded)"])
    }
}
