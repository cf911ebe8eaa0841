import Curl
import GatewayService
import Glibc
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// How many requests a loop sends to an instance at once, and who waits.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RequestLineTests {
    /// Event loops of the gateway.
    private static let loops = MultiThreadedEventLoopGroup.singleton.makeIterator().reduce(0) { count, _ in count + 1 }

    /// One read at a time, and a patience that no test uses up.
    private static let strict = ["UPSTREAM_AT_ONCE": "1", "UPSTREAM_TURN_WAIT": "60s", "UPSTREAM_TIMEOUT": "60s"]

    private let start = NIODeadline.uptimeNanoseconds(5_000_000_000)

    private func line(of limit: Int, with requests: [Int]) -> RequestLine<Int> {
        var line = RequestLine<Int>(limit: limit, longestWait: .milliseconds(50))
        for request in requests { _ = line.enter(request, now: start) }
        return line
    }

    /// Who has to go, a number of milliseconds after the start.
    private func late(_ line: inout RequestLine<Int>, after milliseconds: Int64) -> [Int] {
        line.look(now: start + .milliseconds(milliseconds)) { $0 >= 0 }
    }

    @Test func `those beyond the limit go in the order in which they came`() {
        var line = line(of: 2, with: [])
        let went = (1...4).map { line.enter($0, now: start) }
        #expect(went == [true, true, false, false])
        let next = (0..<4).map { _ in line.leave() }
        #expect(next == [3, 4, nil, nil])
        #expect(line.isUnused)
    }

    @Test func `a line is given up where turns take longer than a twentieth of the longest wait`() {
        for (ended, isGivenUp) in [(0, true), (15, true), (16, false)] {
            var line = line(of: 2, with: Array(1...24))
            for _ in 0..<ended { _ = line.leave() }
            let all = late(&line, after: 20)
            #expect(all == (isGivenUp ? Array(ended + 3...24) : []), "in 20 ms \(ended) ended")
            #expect(line.isEmpty == isGivenUp)
        }
    }

    @Test func `who has just come is no line that stands still`() {
        var line = line(of: 1, with: [1, 2])
        #expect(late(&line, after: 19).isEmpty)
        #expect(late(&line, after: 20) == [2])
    }

    @Test func `turns that ended before anybody waited do not count`() {
        var line = line(of: 1, with: [1])
        for request in 2..<9 {
            _ = line.leave()
            _ = line.enter(request, now: start)
        }
        _ = line.enter(9, now: start)
        #expect(late(&line, after: 20) == [9])
    }

    @Test func `those that went without a turn say nothing about turns`() {
        var line = line(of: 1, with: [1, 2])
        _ = late(&line, after: 20)
        // The line was given up; ten more go at once before the pause is over, and then one waits.
        for _ in 0..<10 { _ = line.enter(3, now: start + .seconds(1)) }
        let waits = !line.enter(4, now: start + .milliseconds(2_020))
        for _ in 0..<11 { _ = line.leave() }
        #expect(waits && late(&line, after: 2_040).isEmpty, "not judged by the eleven")
        #expect(late(&line, after: 2_060) == [4])
    }

    @Test func `nobody waits longer than the longest wait however quick the turns are`() {
        var line = line(of: 1, with: Array(1...99))
        var lengths: [Int] = []
        for look in 1...3 {
            for _ in 0..<9 { _ = line.leave() }
            lengths.append(late(&line, after: 20 * Int64(look)).count)
        }
        #expect(lengths == [0, 0, 71], "60 ms are the first look above 50")
    }

    @Test func `those who have gone are no line`() {
        var line = line(of: 1, with: [1, -2, -3])
        #expect(late(&line, after: 60).isEmpty && line.isEmpty)
        let waits = line.enter(4, now: start + .milliseconds(60))
        #expect(!waits, "it was not given up")
    }

    @Test func `after giving up nobody waits for a while, the longer the more often it happens`() {
        var line = line(of: 1, with: [1, 2])
        var now: Int64 = 0
        var pauses: [Int64] = []
        for _ in 0..<7 {
            let given = now + 20
            #expect(late(&line, after: given) == [2])
            _ = line.leave()
            // Who goes at once is done before the next comes; who waits is who is given up next.
            now = given + 1000
            while line.enter(2, now: start + .milliseconds(now)) {
                _ = line.leave()
                now += 1000
            }
            pauses.append((now - given) / 1000)
        }
        #expect(pauses == [2, 4, 8, 16, 32, 60, 60])
    }

    @Test func `a service that waits for all gets all`() async throws {
        let crowd = Self.loops * 3
        try await EchoService(crowd: crowd).run { url in
            let settings = ["UPSTREAM_AT_ONCE": "1", "UPSTREAM_TURN_WAIT": "50ms"]
            try await withGateway(upstream: url, settings: settings) { gateway in
                try await ask(gateway, (0..<crowd).map { "/api/stations/\($0 + 100)" }, clients: crowd)
                #expect(gateway.counted.contains(#"gateway_lines_given_up_total{service="collector"}"#))
            }
        }
    }

    /// Connections go from request to request in the middle of reading an answer.
    @Test(arguments: [1, 2]) func `everybody gets their own answer in their turn`(atOnce: Int) async throws {
        let service = EchoService()
        // Their lengths decide how the answers are framed and cut.
        let targets = (0..<600).map { "/api/stations/\(String(repeating: "x", count: $0 % 60))\($0)" }
        try await service.run { url in
            let settings = Self.strict.merging(["UPSTREAM_AT_ONCE": "\(atOnce)"]) { $1 }
            try await withGateway(upstream: url, settings: settings) { gateway in
                try await ask(gateway, targets, clients: 24)
                #expect(!gateway.counted.contains("gateway_lines_given_up_total{"))
                #expect(!gateway.counted.contains("gateway_upstream_errors_total{"))
            }
        }
        #expect(service.seen.mostOpen <= atOnce * Self.loops)
        // Each turn goes on over the connection of the turn before.
        #expect(service.seen.connections <= targets.count(where: EchoService.closes) + atOnce * Self.loops)
    }

    @Test func `clients that leave the line, or during their turn, hold up nobody`() async throws {
        let service = EchoService(crowd: .max)
        try await service.run { url in
            try await withGateway(upstream: url, settings: Self.strict) { gateway in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    var leaving: [any Channel] = []
                    for index in 0..<24 {
                        leaving.append(try await request("GET /api/stations/\(index)", gateway.port))
                    }
                    try await waitUntil("all are under way", within: .seconds(20)) { gateway.underWay == 24 }
                    for _ in 0..<6 {
                        group.addTask {
                            let answer = try await gateway.fetch("/api/stations/900")
                            #expect(answer.headers["x-target"] == "/api/stations/900")
                        }
                    }
                    try await waitUntil("six more are", within: .seconds(20)) { gateway.underWay == 30 }
                    for channel in leaving { try await channel.close() }
                    try await waitUntil("the others are left", within: .seconds(20)) { gateway.underWay == 6 }
                    service.letGo()
                    try await group.waitForAll()
                }
                #expect(gateway.underWay == 0)
                // Had a turn been lost, somebody would wait for it.
                try await ask(gateway, (0..<48).map { "/api/stations/\($0)" }, clients: 24)
                #expect(!gateway.counted.contains("gateway_lines_given_up_total{"))
            }
        }
    }

    @Test(arguments: ["POST /api/chat?held", "GET /api/search?events"])
    func `what takes its time holds up nobody`(long: String) async throws {
        let service = EchoService()
        try await service.run { url in
            try await withGateway(upstream: url, settings: Self.strict) { gateway in
                var waiting: [any Channel] = []
                for index in 0..<Self.loops * 8 { waiting.append(try await request("\(long)\(index)", gateway.port)) }
                try await waitUntil("all are asked", within: .seconds(20)) { service.seen.asked == Self.loops * 8 }
                try await ask(gateway, (0..<48).map { "/api/search?\($0)" }, clients: 24)
                for channel in waiting { try await channel.close() }
                #expect(!gateway.counted.contains("gateway_lines_given_up_total{"))
            }
        }
    }

    @Test func `time runs out in line too, and nobody is asked for nothing`() async throws {
        let service = EchoService()
        try await service.run { url in
            let settings = Self.strict.merging(["UPSTREAM_TIMEOUT": "500ms"]) { $1 }
            try await withGateway(upstream: url, settings: settings) { gateway in
                let start = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<Self.loops * 12 {
                        group.addTask {
                            let status = try await gateway.fetch("/api/stations/held").status
                            #expect(status == 504)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(gateway.underWay == 0)
                // Who came a little later may get the turn of who has had no answer: time is looked at every 100 ms.
                let later = Int((start.duration(to: .now) - .milliseconds(500)) / .milliseconds(100))
                #expect(service.seen.asked <= Self.loops * (3 + later))
            }
        }
    }

    @Test func `where an instance breaks down the line goes to the other`() async throws {
        let (breaking, well) = (EchoService(crowd: .max), EchoService(crowd: .max))
        try await breaking.run { breakingURL in
            try await well.run { wellURL in
                let own = ["UPSTREAM_TRY_TIMEOUT": "60s", "COLLECTOR_URL": "\(breakingURL),\(wellURL)"]
                let settings = Self.strict.merging(own) { $1 }
                try await withGateway(settings: settings) { gateway in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            try await ask(gateway, (0..<96).map { "/api/stations/\($0)" }, clients: 96)
                        }
                        try await waitUntil("all are under way", within: .seconds(20)) { gateway.underWay == 96 }
                        well.letGo()
                        try await waitUntil("most of its line are answered", within: .seconds(20)) {
                            gateway.underWay <= 60
                        }
                        breaking.breakDown()
                        try await group.waitForAll()
                    }
                    #expect(gateway.underWay == 0)
                    #expect(!gateway.counted.contains("gateway_lines_given_up_total{"))
                    // The others had not been sent yet.
                    #expect(gateway.value(#"gateway_retries_total{service="collector"} "#) < Self.loops + 12)
                }
            }
        }
    }

    /// Asks over a connection that is reset when it is closed.
    private func request(_ line: String, _ port: Int) async throws -> any Channel {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
        let options = try #require(channel as? any SocketOptionProvider)
        try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.writeAndFlush(ByteBuffer(string: "\(line) HTTP/1.1\r\nHost: a\r\n\r\n"))
        return channel
    }

    /// Asks for all of them and checks the answers.
    private func ask(_ gateway: TestGateway, _ targets: [String], clients: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in 0..<clients {
                group.addTask {
                    for index in stride(from: start, to: targets.count, by: clients) {
                        let method = index % 11 == 7 ? "HEAD" : "GET"
                        let answer = try await gateway.fetch(targets[index], method: method)
                        #expect(answer.headers["x-target"] == targets[index])
                        let isWhole = method == "GET" && answer.status == 200
                        #expect(answer.text == (isWhole ? targets[index] : ""))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

extension TestGateway {
    /// Requests to the collector without an answer.
    fileprivate var underWay: Int { value(#"gateway_in_flight{service="collector"} "#) }

    /// Of the metric whose line begins with `name`; 0 when there is none.
    fileprivate func value(_ name: String) -> Int {
        let line = counted.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count)) } ?? 0
    }
}
