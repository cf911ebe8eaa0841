import Foundation
import NIOCore
import NIOPosix
import Redis
import TestSupport
import Testing

/// Serialized: these tests count writes and measure times.
@Suite(
    .serialized,
    .enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"),
    .timeLimit(.minutes(2)),
)
struct RedisCoalescingTests {
    @Test func `2730 commands of as many tasks leave in at most ten writes`() async throws {
        try await withClientOnOneThread { client, thread in
            let value = [UInt8](repeating: 0x61, count: 350)
            var rounds: [(writes: Int, systemCalls: Int)] = []
            // One quiet round shows it: tasks that other processes keep from running side by side are
            // no burst, and commands held back for them would be late.
            let isBurst = { (round: (writes: Int, systemCalls: Int)) in max(round.writes, round.systemCalls) <= 10 }
            while rounds.count < 20 && !rounds.contains(where: isBurst) {
                let round = rounds.count
                let before = (writes: client.statistics.writes, systemCalls: try systemWrites(of: thread))
                try await withThrowingTaskGroup { tasks in
                    for index in 0..<2_730 {
                        tasks.addTask { try await client.set("r\(round):\(index)", value) }
                    }
                    try await tasks.waitForAll()
                }
                // What the kernel was asked for: a write cut short by a full socket counts twice.
                let systemCalls = try systemWrites(of: thread) - before.systemCalls
                rounds.append((client.statistics.writes - before.writes, systemCalls))
                #expect(try await client.send("DBSIZE").int == 2_730 * rounds.count)
            }
            #expect(rounds.contains(where: isBurst), "\(rounds)")
        }
    }

    @Test func `a pipeline of 2730 commands is one write and answered in order`() async throws {
        try await withClientOnOneThread { client, thread in
            let padding = String(repeating: "x", count: 350)
            let commands = (0..<2_730).map { RedisCommand("ECHO", .string("\($0)\(padding)")) }
            let before = (client.statistics.writes, try systemWrites(of: thread))
            let replies = try await client.pipeline(commands, timeout: .seconds(10))
            #expect(client.statistics.writes - before.0 == 1)
            #expect(try systemWrites(of: thread) - before.1 <= 10)
            #expect(replies.map(\.string) == (0..<2_730).map { "\($0)\(padding)" })
        }
    }

    @Test func `a lone command is written at once`() async throws {
        try await withClientOnOneThread { client, _ in
            let before = client.statistics.writes
            var fastest = Duration.seconds(1)
            for _ in 0..<200 {
                let start = ContinuousClock.now
                try await client.ping()
                fastest = min(fastest, ContinuousClock.now - start)
            }
            #expect(client.statistics.writes - before == 200)
            // The shortest hold there is takes 1 ms.
            #expect(fastest < .milliseconds(1))
        }
    }

    @Test func `a command behind an unanswered one is written within a moment`() async throws {
        try await withRedisServer { server in
            try await withRedisClient(server.url) { client in
                try await withRedisClient(server.url) { observer in
                    try await client.ping()
                    async let blocked = client.send(RedisCommand("BLPOP", "gate", "0"), timeout: .seconds(60))
                    try await waitUntil("the connection is blocked") {
                        try await observer.send(RedisCommand("INFO", "clients")).string?.contains("blocked_clients:1")
                            ?? false
                    }
                    let before = client.statistics.writes
                    async let behind = client.send(RedisCommand("SET", "k", "1"), timeout: .seconds(60))
                    try await waitUntil("the command is written") { client.statistics.writes == before + 1 }
                    #expect(try await observer.get("k") == nil)
                    _ = try await observer.send(RedisCommand("RPUSH", "gate", "open"))
                    _ = try await (blocked, behind)
                    #expect(try await observer.get("k") == Array("1".utf8))
                }
            }
        }
    }

    /// How many write system calls the thread has made.
    private func systemWrites(of thread: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(thread)/io", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("syscw:") })
        return try #require(Int(line.dropFirst("syscw: ".count)))
    }

    private func withClientOnOneThread(_ body: (RedisClient, String) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let thread = try await group.next().submit {
            try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        }.get()
        try await withRedisServer { server in
            try await withRedisClient(server.url, group: group) { client in
                try await client.ping()
                try await body(client, thread)
            }
        }
        try await group.shutdownGracefully()
    }
}
