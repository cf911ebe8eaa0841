import Foundation
import Redis
import TestSupport
import Testing

@Suite(.enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"), .timeLimit(.minutes(3)))
struct RedisSentinelTests {
    @Test func `the client follows a failover to the new master`() async throws {
        let servers = try await RedisSentinelFixture(password: "data", sentinelPassword: "watch")
        let url = servers.url.replacingOccurrences(of: "://", with: "://:data@") + "?sentinel_password=watch"
        try await withRedisClient(url) { client in
            try await client.set("before", [1])
            #expect(try await client.send(RedisCommand("WAIT", 1, 5_000), timeout: .seconds(9)).int == 1)
            #expect(try await port(of: client) == servers.master.port)
            // The first sentinel is lost as well: another one must be asked.
            try await servers.sentinels[0].kill()
            try await servers.master.kill()
            try await waitUntil("the replica has taken over", within: .seconds(90)) {
                (try? await client.set("after", [2])) != nil
            }
            #expect(try await port(of: client) == servers.replica.port)
            #expect(try await client.get("before") == [1])
            #expect(client.statistics.connects >= 2)
        }
        try await servers.kill()
    }

    @Test func `a service that the sentinels do not know is told`() async throws {
        let servers = try await RedisSentinelFixture()
        try await withRedisClient(servers.url.replacingOccurrences(of: "/city", with: "/village")) { client in
            let error = try await redisError { try await client.ping() }
            #expect(error.code == .notConnected)
            #expect(error.message.contains("knows no master"))
        }
        try await servers.kill()
    }

    private func port(of client: RedisClient) async throws -> Int? {
        try await client.send(RedisCommand("CONFIG", "GET", "port")).array?.last?.int
    }
}
