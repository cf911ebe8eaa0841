/// A master, one replica and three sentinels that agree within a second or two that a dead master is to be replaced.
package struct RedisSentinelFixture: Sendable {
    package static let service: String = "city"

    package let master: RedisServerFixture
    package let replica: RedisServerFixture
    package let sentinels: [RedisServerFixture]

    /// Starts all five and waits until the sentinels know each other and the replica.
    package init(password: String? = nil, sentinelPassword: String? = nil) async throws {
        var options = RedisServerFixture.Options()
        options.password = password
        master = try await RedisServerFixture(options)
        options.replicaOf = master.port
        replica = try await RedisServerFixture(options)
        var sentinels: [RedisServerFixture] = []
        for _ in 0..<3 {
            sentinels.append(try await Self.sentinel(of: master, password: password, own: sentinelPassword))
        }
        self.sentinels = sentinels
        for sentinel in sentinels {
            try await waitUntil("the sentinel on \(sentinel.port) knows the others", within: .seconds(15)) {
                sentinel.log.split(separator: "\n").count { $0.contains("+sentinel sentinel") } >= 2
                    && sentinel.log.contains("+slave slave")
            }
        }
    }

    /// The URL of the service, without credentials.
    package var url: String {
        "redis+sentinel://\(sentinels.map { "127.0.0.1:\($0.port)" }.joined(separator: ","))/\(Self.service)"
    }

    /// Ends all servers.
    package func kill() async throws {
        for server in sentinels + [replica, master] {
            server.resume()
            try await server.kill()
        }
    }

    private static func sentinel(
        of master: RedisServerFixture,
        password: String?,
        own: String?
    ) async throws -> RedisServerFixture {
        var options = RedisServerFixture.Options()
        options.isSentinel = true
        options.configuration = [
            "sentinel monitor \(service) 127.0.0.1 \(master.port) 2",
            "sentinel down-after-milliseconds \(service) 1500",
            "sentinel failover-timeout \(service) 2000",
            "sentinel parallel-syncs \(service) 1",
        ]
        if let password { options.configuration.append("sentinel auth-pass \(service) \(password)") }
        if let own { options.configuration += ["requirepass \(own)", "sentinel sentinel-pass \(own)"] }
        return try await RedisServerFixture(options)
    }
}
