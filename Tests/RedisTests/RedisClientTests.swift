import Redis
import TestSupport
import Testing

@Suite(.enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"), .timeLimit(.minutes(2)))
struct RedisClientTests {
    @Test func `every kind of reply arrives as it was sent`() async throws {
        try await withServerAndClient { client in
            #expect(try await client.send("PING") == .simple("PONG"))
            #expect(try await client.send(RedisCommand("GET", "missing")) == .null)
            #expect(try await client.send(RedisCommand("DECR", "n")) == .integer(-1))
            #expect(try await client.send(RedisCommand("ECHO", "바이크")).string == "바이크")
            let nested = try await client.eval(RedisScript("return {1, {'two', {}}, false, {err='E no'}}"))
            let expected: [RedisValue] = [
                .integer(1), .array([.bulk(Array("two".utf8)), .array([])]), .null, .error("E no"),
            ]
            #expect(nested == .array(expected))
        }
    }

    @Test func `arguments and values may hold any bytes`() async throws {
        try await withServerAndClient { client in
            let bytes = (0...255).map { UInt8($0) } + Array("\r\n$-1\r\n*3\r\n".utf8)
            try await client.set("binary", bytes)
            #expect(try await client.get("binary") == bytes)
            try await client.set("empty", [])
            #expect(try await client.get("empty") == [])
            #expect(try await client.send(RedisCommand("STRLEN", .string("binary"))).int == bytes.count)
        }
    }

    @Test func `a value of two megabytes comes back whole`() async throws {
        try await withServerAndClient { client in
            let value = (0..<2 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            try await client.set("large", value)
            let same = try await client.get("large") == value
            #expect(same)
            let replies = try await client.pipeline([
                RedisCommand("GET", "large"), "PING", RedisCommand("GET", "large"),
            ])
            #expect(replies.map { $0.bytes?.count } == [value.count, 4, value.count])
        }
    }

    @Test func `an error reply is thrown by a command and a value in a pipeline`() async throws {
        try await withServerAndClient { client in
            try await client.set("text", Array("abc".utf8))
            let error = try await redisError { try await client.send(RedisCommand("INCR", "text")) }
            #expect(error.code == .server)
            #expect(error.serverPrefix == "ERR")
            #expect(!error.isRetriable)
            let replies = try await client.pipeline([
                RedisCommand("INCR", "n"), RedisCommand("INCR", "text"), RedisCommand("INCR", "n"),
            ])
            #expect(replies[0] == .integer(1))
            guard case .error(let text) = replies[1] else {
                Issue.record("expected an error, got \(replies[1])")
                return
            }
            #expect(text.hasPrefix("ERR value is not an integer"))
            #expect(replies[2] == .integer(2))
        }
    }

    @Test(arguments: [("LOADING", true), ("MOVED", false), ("NOAUTH", false), ("CLUSTERDOWN", true)])
    func `the prefix of a server error tells whether it passes`(prefix: String, isRetriable: Bool) async throws {
        try await withServerAndClient { client in
            let script = RedisScript("return redis.error_reply('\(prefix) text')")
            let error = try await redisError { try await client.eval(script) }
            #expect(error.serverPrefix == prefix)
            #expect(error.isRetriable == isRetriable)
        }
    }

    @Test func `a script unknown to Redis is sent once and then called by its digest`() async throws {
        try await withServerAndClient { client in
            let script = RedisScript("return {KEYS[1], ARGV[1], ARGV[2]}")
            let expected: [RedisValue] = ["k", "a", "7"].map { .bulk(Array($0.utf8)) }
            for _ in 0..<2 {
                #expect(try await client.eval(script, keys: ["k"], arguments: ["a", 7]) == .array(expected))
            }
            #expect(
                try await client.send(RedisCommand("SCRIPT", "EXISTS", .string(script.sha1))).array == [.integer(1)]
            )
            #expect(client.statistics.commands == 4)
            _ = try await client.send(RedisCommand("SCRIPT", "FLUSH"))
            #expect(try await client.eval(script, keys: ["k"], arguments: ["a", 7]) == .array(expected))
        }
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 119, 120, 1_000])
    func `the digest of a script is the one Redis computes`(length: Int) async throws {
        try await withServerAndClient { client in
            let source = "--" + String(repeating: "x", count: length)
            let loaded = try await client.send(RedisCommand("SCRIPT", "LOAD", .string(source)))
            #expect(loaded.string == RedisScript(source).sha1)
        }
    }

    @Test func `keys are set, set once, expired and deleted`() async throws {
        try await withServerAndClient { client in
            #expect(try await client.setIfAbsent("lease", [1], expireMilliseconds: 60_000))
            #expect(try await !client.setIfAbsent("lease", [2]))
            #expect(try await client.get("lease") == [1])
            let left = try #require(try await client.send(RedisCommand("PTTL", "lease")).int)
            #expect(left > 50_000 && left <= 60_000)
            #expect(try await client.exists("lease"))
            #expect(try await client.get(["lease", "none"]) == [[1], nil])
            #expect(try await client.delete("lease", "none") == 1)
            #expect(try await !client.exists("lease"))
        }
    }

    @Test func `a blocked reader gets the entry that is added meanwhile`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { reader in
                try await withRedisClient(server.url) { writer in
                    let none = try await reader.xread(streams: [("s", "$")], block: .milliseconds(20), count: 10)
                    #expect(none.isEmpty)
                    async let received = reader.xread(streams: [("s", "0")], block: .seconds(10), count: 10)
                    try await waitUntil("the reader is blocked") {
                        try await writer.send(RedisCommand("INFO", "clients")).string?.contains("blocked_clients:1")
                            ?? false
                    }
                    let id = try await writer.xadd("s", maxLength: 100, fields: [("name", [0, 255]), ("b", [])])
                    let entries = try await received["s"] ?? []
                    #expect(entries.map(\.id) == [id])
                    #expect(entries.first?["name"] == [0, 255])
                    #expect(entries.first?["b"] == [])
                    #expect(entries.first?["c"] == nil)
                }
            }
        }
    }

    @Test func `databases are apart and a connection bears its name`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { zero in
                try await withRedisClient(server.url + "/5", configure: { $0.clientName = "tester" }) { five in
                    try await zero.set("k", [0])
                    try await five.set("k", [5])
                    #expect(try await zero.get("k") == [0])
                    #expect(try await five.get("k") == [5])
                    #expect(try await five.send(RedisCommand("CLIENT", "GETNAME")).string == "tester")
                }
            }
        }
    }

    @Test func `mixed commands of 64 tasks are each answered with their own reply`() async throws {
        try await withServerAndClient { client in
            try await withThrowingTaskGroup(of: Int.self) { tasks in
                for task in 0..<64 {
                    tasks.addTask { try await mixedCommands(of: task, on: client) }
                }
                let counts = try await tasks.reduce(into: []) { $0.append($1) }
                #expect(counts == Array(repeating: 500, count: 64))
            }
            #expect(client.statistics.connects == 1)
            #expect(client.statistics.commands > 64 * 500)
        }
    }

    /// Returns how many of 500 calls were answered rightly.
    private func mixedCommands(of task: Int, on client: RedisClient) async throws -> Int {
        var right = 0
        for index in 0..<500 {
            let text = "\(task)-\(index)"
            let isRight =
                switch index % 4 {
                case 0: try await client.send(RedisCommand("ECHO", .string(text))).string == text
                case 1: try await client.send(RedisCommand("INCR", .string("n\(task)"))).int == index / 4 + 1
                case 2: try await redisError { try await client.send(RedisCommand(text)) }.message.contains(text)
                default:
                    try await client.pipeline([RedisCommand("ECHO", .string(text)), "PING"])
                        == [.bulk(Array(text.utf8)), .simple("PONG")]
                }
            right += isRight ? 1 : 0
        }
        return right
    }

    private func withServerAndClient(_ body: (RedisClient) async throws -> Void) async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { try await body($0) }
        }
    }
}
