import Curl
import Testing

private struct Fixed: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
}

@Suite(.timeLimit(.minutes(2))) struct RetryTests {
    private let quick = RetryPolicy(maximumAttempts: 3, baseDelay: .milliseconds(1), maximumDelay: .milliseconds(20))

    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"], [429, 500, 502, 503, 504])
    func `an idempotent request is repeated on a passing failure`(method: String, status: Int) async throws {
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                try connection.respond(status)
            }
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(.init(method: method, url: server.url), maximumBytes: 0, retry: quick)
            #expect(response.status == status)
            #expect(response.attempts == 3)
            #expect(server.served == 3)
            await client.shutdown()
        }
    }

    @Test(arguments: ["POST", "PATCH"]) func `others are sent once`(method: String) async throws {
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                try connection.respond(503)
            }
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(.init(method: method, url: server.url), maximumBytes: 0, retry: quick)
            #expect(response.status == 503)
            #expect(server.served == 1)
            await client.shutdown()
        }
    }

    @Test func `the first good answer ends the attempts`() async throws {
        let requests = Counter()
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                requests.add(1)
                switch requests.value {
                case 1: try connection.respond(503, headers: ["Retry-After: 3600"])
                case 2: return
                default: try connection.respond(body: "good")
                }
            }
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(.init(url: server.url), maximumBytes: 100, retry: quick)
            #expect(response.body == Array("good".utf8))
            #expect(requests.value == 3)
            await client.shutdown()
        }
    }

    @Test func `a POST on a kept connection that dies is not sent again`() async throws {
        let requests = Counter()
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.respond()
            _ = try connection.readRequest()
            requests.add(1)
        }) { server in
            let client = HTTPClient()
            for body in [
                HTTPClientRequest.Body.none, .bytes([1, 2, 3]), .bytes([UInt8](repeating: 0, count: 100_000)),
            ] {
                _ = try await client.fetch(.init(url: server.url), maximumBytes: 100)
                let before = requests.value
                let request = HTTPClientRequest(method: "POST", url: server.url, body: body)
                let error = await #expect(throws: HTTPClientError.self) {
                    try await client.fetch(request, maximumBytes: 100, retry: quick)
                }
                #expect(error?.code == .connectionLost)
                #expect(requests.value == before + 1)
            }
            await client.shutdown()
        }
    }

    @Test func `a status that is not listed and an error that will stay are final`() async throws {
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                try connection.respond(404, body: "longer than the limit")
            }
        }) { server in
            let client = HTTPClient()
            let final = try await client.fetch(.init(url: server.url), maximumBytes: 100, retry: quick)
            #expect(final.attempts == 1)
            await #expect(throws: HTTPClientError.self) {
                try await client.fetch(.init(url: server.url), maximumBytes: 1, retry: quick)
            }
            #expect(server.served == 2)
            await client.shutdown()
        }
    }

    @Test func `pauses double with full jitter and honour Retry-After, both bounded`() {
        let policy = RetryPolicy(maximumAttempts: 9, baseDelay: .milliseconds(100), maximumDelay: .seconds(1))
        var low = Fixed(value: 0)
        var high = Fixed(value: .max)
        for (attempt, ceiling) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (100, 1000)] {
            #expect(policy.delay(afterAttempt: attempt, using: &low) == .zero)
            let longest = policy.delay(afterAttempt: attempt, using: &high)
            #expect((.milliseconds(ceiling * 99 / 100)...Duration.milliseconds(ceiling)).contains(longest))
        }
        #expect(policy.delay(afterAttempt: 1, retryAfter: .milliseconds(700), using: &low) == .milliseconds(700))
        #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(700), using: &low) == .seconds(1))
    }

    @Test(
        arguments: [
            ("1", nil, 1), ("0", nil, 0), ("99999999999999999999", nil, Int(Int32.max)),
            ("Wed, 20 Nov 2024 05:00:01 GMT", "Wed, 20 Nov 2024 05:00:00 GMT", 1),
            ("Fri, 01 Mar 2024 00:00:00 GMT", "Thu, 29 Feb 2024 23:59:59 GMT", 1),
            ("Wed, 01 Jan 2025 00:00:00 GMT", "Sun, 31 Dec 2023 00:00:00 GMT", 367 * 86_400),
            ("Wed, 20 Nov 2024 05:00:00 GMT", "Wed, 20 Nov 2024 05:00:01 GMT", 0),
            ("Wed, 20 Nov 2024 05:00:01 GMT", nil, nil), ("soon", nil, nil), ("-1", nil, nil), ("", nil, nil),
            ("Wed, 20 Nov 2024 05:00 GMT", "Wed, 20 Nov 2024 05:00:01 GMT", nil),
        ] as [(String, String?, Int?)]
    )
    func `Retry-After is read as seconds and as a date`(value: String, date: String?, seconds: Int?) {
        var headers: HTTPClientHeaders = ["retry-after": value]
        headers["date"] = date
        #expect(headers.retryAfter == seconds.map { .seconds($0) })
    }

    @Test func `the pause a server asks for is kept`() async throws {
        let requests = Counter()
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                requests.add(1)
                try connection.respond(requests.value == 1 ? 503 : 200, headers: ["Retry-After: 1"])
            }
        }) { server in
            let client = HTTPClient()
            let start = ContinuousClock.now
            let policy = RetryPolicy(maximumAttempts: 2, baseDelay: .zero, maximumDelay: .seconds(3))
            let response = try await client.fetch(.init(url: server.url), maximumBytes: 0, retry: policy)
            #expect(response.attempts == 2)
            #expect(.now - start >= .seconds(1))
            await client.shutdown()
        }
    }
}
