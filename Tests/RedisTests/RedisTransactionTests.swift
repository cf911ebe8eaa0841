import Redis
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"), .timeLimit(.minutes(2)))
struct RedisTransactionTests {
    @Test func `a transaction is carried out whole, or not at all when nothing is wanted`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client in
                let replies = try await client.transaction(reading: "n") { value in
                    #expect(value == .null)
                    return [RedisCommand("SET", "n", "7"), RedisCommand("INCR", "n")]
                }
                #expect(replies == [.simple("OK"), .integer(8)])
                let nothing = try await client.transaction(reading: "n") { value in
                    #expect(value.int == 8)
                    return nil
                }
                #expect(nothing == nil)
            }
        }
    }

    @Test func `a key that another client changes meanwhile is read anew`() async throws {
        try await withTwoClients { client, other in
            let seen = Seen()
            let replies = try await client.transaction(reading: "n") { value in
                seen.append(value.int)
                if seen.values.count == 1 { _ = try? await other.send(RedisCommand("SET", "n", "40")) }
                return [RedisCommand("SET", "n", .integer((value.int ?? 0) + 1))]
            }
            #expect(replies != nil)
            #expect(seen.values == [nil, 40])
            #expect(try await client.send(RedisCommand("GET", "n")).int == 41)
        }
    }

    @Test func `a key that keeps changing ends in a conflict`() async throws {
        try await withTwoClients { client, other in
            let error = try await redisError {
                try await client.transaction(reading: "n") { _ in
                    _ = try? await other.send(RedisCommand("INCR", "n"))
                    return [RedisCommand("SET", "n", "0")]
                }
            }
            #expect(error.code == .conflict)
            #expect(error.isRetriable)
            #expect(try await client.send(RedisCommand("GET", "n")).int ?? 0 > 1)
        }
    }

    @Test func `a connection lost in between watches nothing, so the transaction begins anew`() async throws {
        try await withTwoClients { client, other in
            let seen = Seen()
            let replies = try await client.transaction(reading: "n", timeout: .seconds(5)) { value in
                seen.append(value.int)
                if seen.values.count == 1 {
                    let lost = client.statistics.connectionsLost
                    _ = try? await other.pipeline([
                        RedisCommand("CLIENT", "KILL", "TYPE", "normal"), RedisCommand("SET", "n", "40"),
                    ])
                    try? await waitUntil("the connection is lost") { client.statistics.connectionsLost > lost }
                }
                return [RedisCommand("SET", "n", .integer((value.int ?? 0) + 1))]
            }
            #expect(replies != nil)
            #expect(seen.values == [nil, 40])
            #expect(try await client.send(RedisCommand("GET", "n")).int == 41)
        }
    }

    @Test func `transactions of many tasks and two clients lose no step`() async throws {
        try await withTwoClients { client, other in
            let steps = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for task in 0..<8 {
                    tasks.addTask { try await Self.count(25, with: task % 2 == 0 ? client : other) }
                }
                return try await tasks.reduce(0, +)
            }
            #expect(steps == 200)
            #expect(try await client.send(RedisCommand("GET", "n")).int == 200)
        }
    }

    /// Adds one as often as `steps` says, by reading and writing.
    private static func count(_ steps: Int, with client: RedisClient) async throws -> Int {
        var done = 0
        while done < steps { done += try await addsOne(with: client) ? 1 : 0 }
        return done
    }

    /// False when the others were faster eight times; nothing was written then.
    private static func addsOne(with client: RedisClient) async throws -> Bool {
        do {
            _ = try await client.transaction(reading: "n") { value in
                [RedisCommand("SET", "n", .integer((value.int ?? 0) + 1))]
            }
            return true
        } catch  where error.code == .conflict {
            return false
        }
    }

    @Test func `a command that Redis refuses beforehand keeps all from being carried out`() async throws {
        try await withTwoClients { client, _ in
            let error = try await redisError {
                try await client.transaction(reading: "n") { _ in
                    [RedisCommand("SET", "n", "1"), RedisCommand("SET", "alone")]
                }
            }
            #expect(error.code == .server)
            #expect(try await client.get("n") == nil)
        }
    }

    @Test func `a command that fails in its turn is thrown, those beside it are carried out`() async throws {
        try await withTwoClients { client, _ in
            let error = try await redisError {
                try await client.transaction(reading: "n") { _ in
                    [RedisCommand("SET", "n", "text"), RedisCommand("INCR", "n"), RedisCommand("SET", "m", "1")]
                }
            }
            #expect(error.serverPrefix == "ERR")
            #expect(try await client.get("m") == Array("1".utf8))
        }
    }

    /// With so little room that requests which are never settled would soon fill it.
    private func withTwoClients(_ body: (RedisClient, RedisClient) async throws -> Void) async throws {
        try await withRedisServer { server in
            let configure = { (configuration: inout RedisConfiguration) in configuration.maximumPendingCommands = 20 }
            try await withRedisClient(server.url, configure: configure) { client in
                try await withRedisClient(server.url, configure: configure) { try await body(client, $0) }
            }
        }
    }
}

/// The values a transaction was told, in order.
private final class Seen: Sendable {
    private let state = Mutex<[Int?]>([])

    var values: [Int?] { state.withLock { $0 } }

    func append(_ value: Int?) {
        state.withLock { $0.append(value) }
    }
}
