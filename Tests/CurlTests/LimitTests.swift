import Curl
import Foundation
import Testing

/// Reads requests and never answers.
private func silence(_ connection: TestConnection) throws {
    _ = try connection.readHead()
    try connection.waitForClose()
}

@Suite(.timeLimit(.minutes(2))) struct LimitTests {
    @Test func `a silent server runs into the limit for the head and for the whole`() async throws {
        try await withServer(silence) { server in
            let client = HTTPClient()
            for request in [
                HTTPClientRequest(url: server.url, timeout: nil, headTimeout: .milliseconds(80)),
                HTTPClientRequest(url: server.url, timeout: .milliseconds(80)),
                HTTPClientRequest(
                    method: "POST",
                    url: server.url,
                    body: .bytes([1]),
                    timeout: nil,
                    headTimeout: .milliseconds(80)
                ),
            ] {
                let start = ContinuousClock.now
                let error = await #expect(throws: HTTPClientError.self) { try await client.send(request) }
                #expect(error?.code == .timedOut)
                #expect(error?.isRetriable == true)
                #expect(.now - start >= .milliseconds(80))
            }
            try await eventually { server.open == 0 }
            await client.shutdown()
        }
    }

    @Test func `a body that stands still runs into the idle limit, a reader that does is left alone`() async throws {
        try await withServer({ connection in
            let request = try connection.readRequest()
            let total = 2_000_000
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            try connection.write([UInt8](repeating: 1, count: request.target == "/short" ? 1000 : total))
            try connection.waitForClose()
        }) { server in
            let client = HTTPClient()
            let limit = Duration.milliseconds(100)
            let short = try await client.send(.init(url: "\(server.url)/short", timeout: nil, idleTimeout: limit))
            let error = await #expect(throws: HTTPClientError.self) {
                for try await _ in short.body {}
            }
            #expect(error?.code == .timedOut)
            // Long enough for a busy machine, which may not be taken for a server that stands still.
            let patience = Duration.seconds(2)
            let long = try await client.send(.init(url: "\(server.url)/long", timeout: nil, idleTimeout: patience))
            var iterator = long.body.makeAsyncIterator()
            // The buffer is full and curl paused well before this ends.
            try await Task.sleep(for: patience * 1.5)
            var received = 0
            while let chunk = try await iterator.next() { received += chunk.count }
            #expect(received == 2_000_000)
            await client.shutdown()
        }
    }

    @Test func `a server that stops reading an upload runs into the idle limit, a slow producer does not`() async throws
    {
        try await withServer({ connection in
            let head = try connection.readHead()
            guard head.target == "/read" else { return try Gate().wait() }
            _ = try connection.read(exactly: 1)
            try connection.respond(body: "done")
        }) { server in
            let client = HTTPClient()
            let endless = AsyncThrowingStream<[UInt8], any Error> { [UInt8](repeating: 0, count: 65_536) }
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.send(
                    .init(
                        method: "POST",
                        url: server.url,
                        body: .stream(endless, length: nil),
                        timeout: nil,
                        idleTimeout: .milliseconds(150),
                    )
                )
            }
            #expect(error?.code == .timedOut)
            let pieces = Counter()
            let slow = AsyncThrowingStream<[UInt8], any Error> {
                guard pieces.value < 1 else { return nil }
                pieces.add(1)
                try await Task.sleep(for: .seconds(3))
                return [1]
            }
            let response = try await client.fetch(
                .init(
                    method: "POST",
                    url: "\(server.url)/read",
                    body: .stream(slow, length: 1),
                    timeout: nil,
                    headTimeout: .seconds(2),
                    idleTimeout: .seconds(2),
                ),
                maximumBytes: 10,
            )
            #expect(response.body == Array("done".utf8))
            await client.shutdown()
        }
    }

    @Test func `a small body that has been sent does not stand still while the answer is thought about`() async throws {
        try await withServer({ connection in
            _ = try connection.readHead()
            _ = try connection.read(exactly: 2)
            Thread.sleep(forTimeInterval: 1)
            try connection.respond(body: "thought")
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(
                .init(
                    method: "POST",
                    url: server.url,
                    body: .bytes([1, 2]),
                    timeout: nil,
                    headTimeout: .seconds(20),
                    idleTimeout: .milliseconds(200),
                ),
                maximumBytes: 10,
            )
            #expect(response.body == Array("thought".utf8))
            await client.shutdown()
        }
    }

    @Test func `connecting has a limit of its own`() async throws {
        // A queue of one that nobody accepts from: further connections hang in the kernel.
        let trap = try FullListener()
        defer { trap.close() }
        let client = HTTPClient(configuration: .init(connectTimeout: .milliseconds(150)))
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(.init(url: "http://127.0.0.1:\(trap.port)/", timeout: nil))
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message.hasPrefix("connecting timed out") == true)
        await client.shutdown()
    }

    @Test func `a head without end is refused`() async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n")
            while true { try connection.write("X-More: \(String(repeating: "x", count: 1000))\r\n") }
        }) { server in
            let client = HTTPClient()
            let error = await #expect(throws: HTTPClientError.self) { try await client.send(.init(url: server.url)) }
            #expect(error?.code == .headTooLarge)
            await client.shutdown()
        }
    }

    @Test func `requests beyond connections and queue are refused at once, queued ones are served in order`()
        async throws
    {
        let gate = Gate()
        try await withServer({ connection in
            while true {
                let request = try connection.readRequest()
                if request.target == "/first" { try gate.wait() }
                try connection.respond(body: request.target)
            }
        }) { server in
            let client = HTTPClient(configuration: .init(maximumConnections: 1, maximumPendingRequests: 2))
            try await withThrowingTaskGroup(of: String.self) { group in
                func add(_ path: String) {
                    group.addTask {
                        // The probe below may stand in the queue before these do, and then they are the ones refused.
                        let retry = RetryPolicy(
                            maximumAttempts: 500,
                            baseDelay: .milliseconds(1),
                            maximumDelay: .milliseconds(10)
                        )
                        let request = HTTPClientRequest(url: server.url + path)
                        let response = try await client.fetch(request, maximumBytes: 100, retry: retry)
                        return String(decoding: response.body, as: UTF8.self)
                    }
                }
                add("/first")
                try await eventually { server.served == 1 }
                add("/second")
                add("/third")
                var refused: HTTPClientError?
                try await eventuallyAsync {
                    do {
                        _ = try await client.send(.init(url: server.url, timeout: .milliseconds(20)))
                    } catch let error as HTTPClientError where error.code == .tooManyPending {
                        refused = error
                    } catch {
                        // Queued behind the others because they were not there yet.
                    }
                    return refused != nil
                }
                #expect(refused?.isRetriable == true)
                gate.open()
                var answers: Set<String> = []
                for try await answer in group { answers.insert(answer) }
                #expect(answers == ["/first", "/second", "/third"])
            }
            #expect(server.accepted == 1)
            #expect(server.served == 3)
            await client.shutdown()
        }
    }

    @Test func `a full host does not hold up another one`() async throws {
        try await withServer(silence) { busy in
            try await withServer({ try $0.respond(body: (try $0.readRequest()).target) }) { free in
                let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 2))
                let blocked = (1...6).map { _ in Task { try await client.send(.init(url: busy.url)) } }
                try await eventually { busy.served == 2 }
                let response = try await client.fetch(.init(url: "\(free.url)/here"), maximumBytes: 100)
                #expect(response.body == Array("/here".utf8))
                #expect(busy.accepted == 2)
                for task in blocked { task.cancel() }
                for task in blocked { _ = await task.result }
                await client.shutdown()
            }
        }
    }
}

/// `eventually` for conditions that await.
private func eventuallyAsync(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(15)
    while try await !condition() {
        guard .now < deadline else { throw ConditionNotMet() }
    }
}
