import Curl
import GatewayService
import Logging
import Redis
import ServiceKit
import TestSupport
import Testing

/// The limit of one address at several gateways.
@Suite(.timeLimit(.minutes(1))) struct SharedRatesTests {
    private static let key: [UInt8] = [10, 0, 0, 1]

    private static func limit(_ text: String) throws -> RateLimit { try #require(RateLimit(text)) }

    @Test func `the window slides`() throws {
        var counts = SharedCounts(try Self.limit("10/s"))
        for _ in 0..<10 { #expect(counts.admit(Self.key, now: 1000) == nil) }
        // The ten lie at most a second back: the first leaves sight a tenth of a second into the next window.
        #expect(counts.admit(Self.key, now: 1999) == .milliseconds(101))
        #expect(counts.admit(Self.key, now: 2050) == .milliseconds(50))
        #expect(counts.admit(Self.key, now: 2101) == nil)
        #expect(counts.admit(Self.key, now: 2150) == .milliseconds(50))
        #expect(counts.admit([10, 0, 0, 2], now: 2150) == nil)
        #expect(counts.admit(Self.key, now: 3999) == nil)
    }

    @Test func `what others admitted counts`() throws {
        var counts = SharedCounts(try Self.limit("10/s"))
        for _ in 0..<4 { #expect(counts.admit(Self.key, now: 1000) == nil) }
        let reports = counts.takeReports(maximum: 10, now: 1100)
        #expect(reports == [SharedCounts.Report(key: Self.key, window: 1, requests: 4)])
        #expect(counts.takeReports(maximum: 10, now: 1100).isEmpty)
        counts.learn(reports[0], total: 9, before: 0)
        #expect(counts.admit(Self.key, now: 1200) == nil)
        #expect(counts.admit(Self.key, now: 1200) != nil)
        // A Redis that has lost its data knows less; what was admitted here stays.
        counts.learn(reports[0], total: 4, before: 0)
        #expect(counts.admit(Self.key, now: 1300) != nil)
        // Reported late, into the window they were admitted in.
        #expect(counts.takeReports(maximum: 10, now: 2100) == [.init(key: Self.key, window: 1, requests: 1)])
    }

    @Test func `no number of addresses fills the memory`() throws {
        var counts = SharedCounts(try Self.limit("10/s"), maximumAddresses: 100)
        for number in 0..<100_000 {
            let bytes = [UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255), 1]
            #expect(counts.admit(bytes, now: 1000 + number / 20) == nil)
            #expect(counts.count <= 200)
        }
        #expect(counts.takeReports(maximum: 1_000_000, now: 6000).count <= 200)
    }

    @Test func `two gateways admit what one may, but for one exchange`() async throws {
        try await withRedisServer { server in
            try await withRates(server.url, "50/m") { one, other, address in
                var admitted = 0
                for _ in 0..<30 {
                    for rates in [one, other] {
                        for _ in 0..<5 where rates.admit(address) == nil { admitted += 1 }
                    }
                    await one.exchange()
                    await other.exchange()
                }
                #expect((50...60).contains(admitted))
                let wait = try #require(one.admit(address))
                #expect(wait > .zero && wait <= .seconds(120))
                let stranger = try #require(IPAddress("10.9.9.9"))
                #expect(one.admit(stranger) == nil)
            }
        }
    }

    @Test func `without Redis each limits by itself and afterwards together again`() async throws {
        try await withRedisServer { server in
            try await withRates(server.url, "50/m") { one, other, address in
                for _ in 0..<20 { #expect(one.admit(address) == nil) }
                try await server.kill()
                try await eventuallyAsync("the loss is noticed") {
                    await one.exchange()
                    return !one.isShared
                }
                for _ in 0..<20 { #expect(one.admit(address) == nil) }
                for _ in 0..<20 { #expect(other.admit(address) == nil) }
                try await server.start()
                try await eventuallyAsync("both exchange again") {
                    await one.exchange()
                    await other.exchange()
                    return one.isShared && other.isShared
                }
                // Two rounds: the first finds Redis, the second tells it all.
                for _ in 0..<2 {
                    await one.exchange()
                    await other.exchange()
                }
                // 20 here, and the 20 or more that the other one reported.
                var admitted = 0
                while other.admit(address) == nil { admitted += 1 }
                #expect(admitted <= 30)
            }
        }
    }

    @Test func `a gateway with a limit serves and shares it, with Redis and without`() async throws {
        try await withRedisServer { server in
            let settings = ["RATE_LIMIT": "20/m", "REDIS_URL": server.url]
            try await withGateway(settings: settings) { one in
                try await withGateway(settings: settings) { other in
                    try await eventuallyAsync("one has enough") { try await one.fetch("/api/status").status == 429 }
                    // The other hears of it, which is due every 200 ms, long before it has enough by itself.
                    var answered = 0
                    while answered < 15, try await other.fetch("/api/status").status == 200 {
                        answered += 1
                        try await Task.sleep(for: .milliseconds(300))
                    }
                    #expect(answered < 15)
                    let refused = try await other.fetch("/api/status")
                    #expect(refused.status == 429 && refused.headers["retry-after"] != nil)
                }
            }
        }
        try await withGateway(settings: ["RATE_LIMIT": "5/m", "REDIS_URL": "redis://127.0.0.1:1"]) { gateway in
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await gateway.fetch("/api/status").status) }
            #expect(statuses == [200, 200, 200, 200, 200, 429])
        }
    }

    /// Two gateways' rates, each with its own connection, that exchange when they are told to.
    private func withRates(
        _ url: String,
        _ limit: String,
        _ body: (SharedRates, SharedRates, IPAddress) async throws -> Void
    ) async throws {
        let clients = try (0..<2).map { _ in
            var configuration = try RedisConfiguration(url: url)
            configuration.connectionWait = .seconds(2)
            return RedisClient(configuration: configuration, logger: silentLogger)
        }
        let rates = try clients.map { SharedRates(try Self.limit(limit), redis: $0, logger: silentLogger) }
        let address = try #require(IPAddress("10.0.0.1"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for client in clients { tasks.addTask { try await client.run() } }
            defer { tasks.cancelAll() }
            for rates in rates { await rates.exchange() }
            try await body(rates[0], rates[1], address)
        }
    }
}

/// Polls for at most 20 s.
func eventuallyAsync(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestFailure(reason: "not in time: \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
