import Redis
import TestSupport
import Testing

@Suite(.enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"), .timeLimit(.minutes(2)))
struct RedisFailureTests {
    @Test func `a killed server fails what was sent and is used again soon after its restart`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url, configure: { $0.connectionWait = .seconds(20) }) { client in
                var connections = client.connections().makeAsyncIterator()
                try await waitUntil("connected") { client.isConnected }
                await connections.next()
                async let inFlight = redisError { try await blockingCommand(on: client) }
                try await waitUntil("it is sent") { client.statistics.writes == 1 }
                try await server.kill()
                #expect(try await inFlight.code == .connectionLost)
                #expect(try await inFlight.isRetriable)

                try await waitUntil("the first attempt has failed") {
                    try await redisError { try await client.ping() }.message.contains("refused")
                }
                let start = ContinuousClock.now
                #expect(try await redisError { try await client.ping() }.code == .notConnected)
                // At once: it does not wait for a connection.
                #expect(ContinuousClock.now - start < .seconds(10))

                try await server.start()
                // The longest pause between two attempts is 2 s.
                try await waitUntil("Redis is used again", within: .seconds(10)) { (try? await client.ping()) != nil }
                await connections.next()
                #expect(client.statistics.connects == 2)
                #expect(client.statistics.connectionsLost == 1)
            }
        }
    }

    @Test func `a frozen server costs the time limit and its commands are never sent twice`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url, configure: { $0.commandTimeout = .milliseconds(200) }) { client in
                try await client.ping(timeout: .seconds(5))
                server.suspend()
                let start = ContinuousClock.now
                let error = try await redisError { try await client.send(RedisCommand("INCR", "n")) }
                #expect(error.code == .timeout)
                #expect(ContinuousClock.now - start < .seconds(20))
                try await waitUntil("the connection is given up") { client.statistics.connectionsLost == 1 }
                #expect(client.statistics.timeouts == 1)
                server.resume()
                try await waitUntil("Redis is used again", within: .seconds(30)) {
                    (try? await client.ping(timeout: .seconds(5))) != nil
                }
                let count = try await client.send(RedisCommand("GET", "n"), timeout: .seconds(20)).int ?? 0
                #expect(count <= 1)
            }
        }
    }

    @Test func `a command that times out behind a slow one costs nobody else anything`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client in
                try await client.set("k", [7])
                async let slow = client.send(RedisCommand("BLPOP", "gate", "0"), timeout: .seconds(60))
                try await waitUntil("it is sent") { client.statistics.writes == 2 }
                let error = try await redisError {
                    try await client.send(RedisCommand("ECHO", "lost"), timeout: .milliseconds(50))
                }
                #expect(error.code == .timeout)
                try await open("gate", of: server, times: 1)
                #expect(try await client.get("k") == [7])
                #expect(try await slow != .null)
                #expect(client.statistics.connectionsLost == 0)
            }
        }
    }

    @Test func `cancelling one command does not disturb the others`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client in
                try await client.set("k", [7])
                try await withThrowingTaskGroup(of: RedisError.self) { tasks in
                    for _ in 0..<5 {
                        tasks.addTask {
                            try await redisError {
                                try await client.send(RedisCommand("BLPOP", "gate", "0"), timeout: .seconds(60))
                            }
                        }
                    }
                    try await waitUntil("they are sent") { client.statistics.commands == 6 }
                    async let other = client.send(RedisCommand("GET", "k"), timeout: .seconds(60)).bytes
                    tasks.cancelAll()
                    for try await error in tasks { #expect(error.code == .cancelled) }
                    try await open("gate", of: server, times: 5)
                    #expect(try await other == [7])
                    #expect(client.statistics.connectionsLost == 0)
                }
                let cancelled = Task {
                    unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
                    return try await redisError { try await client.get("k") }
                }
                #expect(try await cancelled.value.code == .cancelled)
                #expect(try await client.get("k") == [7])
            }
        }
    }

    @Test func `commands beyond the limits are refused and room is made by replies`() async throws {
        try await withRedisServer { server in
            let configure: (inout RedisConfiguration) -> Void = {
                $0.maximumPendingCommands = 3
                $0.maximumPendingBytes = 10_000
            }
            try await withRedisClient(server.url, configure: configure) { client in
                try await client.ping()
                // Held back until the other client lets it go, however slow the machine is.
                async let slow = client.send(RedisCommand("BLPOP", "gate", "0"), timeout: .seconds(60))
                try await waitUntil("the first is accepted") { client.statistics.commands == 2 }
                async let second: Void = client.ping(timeout: .seconds(60))
                try await waitUntil("both are accepted") { client.statistics.commands == 3 }
                let tooMany = try await redisError { try await client.pipeline(["PING", "PING"]) }
                #expect(tooMany.code == .tooManyPending)
                let tooLarge = try await redisError { try await client.set("k", [UInt8](repeating: 0, count: 10_000)) }
                #expect(tooLarge.code == .tooManyPending)
                try await open("gate", of: server, times: 1)
                _ = try await (slow, second)
                #expect(try await client.pipeline(["PING", "PING", "PING"]).count == 3)
                try await client.set("k", [UInt8](repeating: 0, count: 9_000))
            }
        }
    }

    @Test func `an answer that the server has become a replica leads to a new connection`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client in
                _ = try await client.send(RedisCommand("REPLICAOF", "127.0.0.1", "1"))
                let error = try await redisError { try await client.set("k", [1]) }
                #expect(error.serverPrefix == "READONLY")
                #expect(error.isRetriable)
                try await waitUntil("it has connected again") { client.statistics.connects >= 2 }
                _ = try await client.send(RedisCommand("REPLICAOF", "NO", "ONE"))
                try await client.set("k", [1])
            }
        }
    }

    @Test func `without a server commands wait for the first attempt only and then fail at once`() async throws {
        let port = try FreePort.next()
        try await withRedisClient("redis://127.0.0.1:\(port)") { client in
            let first = try await redisError { try await client.ping() }
            #expect(first.code == .notConnected)
            #expect(first.isRetriable)
            #expect(!client.isConnected)
            #expect(client.statistics.writes == 0)
        }
    }

    @Test func `a client that does not run fails after the wait`() async throws {
        var configuration = try RedisConfiguration(url: "redis://127.0.0.1:1")
        configuration.connectionWait = .milliseconds(50)
        let client = RedisClient(configuration: configuration, logger: .silent)
        #expect(try await redisError { try await client.ping() }.code == .notConnected)
        let run = Task { try await client.run() }
        run.cancel()
        try await run.value
        #expect(try await redisError { try await client.ping() }.message.contains("not running"))
    }

    private func blockingCommand(on client: RedisClient) async throws -> RedisValue {
        try await client.send(RedisCommand("BLPOP", "none", "30"), timeout: .seconds(60))
    }
}
