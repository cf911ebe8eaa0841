import Curl
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct LifetimeTests {
    /// Sends a head, then a byte every now and then until the client is gone, which it counts.
    private static func drip(_ closed: Counter) -> TestServer.Handler {
        { connection in
            let request = try connection.readHead()
            defer { closed.add(1) }
            if request.target != "/silent" {
                try connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
            }
            try connection.waitForClose()
        }
    }

    @Test(arguments: ["/silent", "/dripping"])
    func `cancelling the task ends the wait and the connection at once`(path: String) async throws {
        let closed = Counter()
        try await withServer(Self.drip(closed)) { server in
            let client = HTTPClient()
            let received = Counter()
            let task = Task {
                let response = try await client.send(.init(url: server.url + path, timeout: nil))
                for try await _ in response.body { received.add(1) }
            }
            try await eventually { path == "/silent" ? server.served == 1 : received.value == 1 }
            let start = ContinuousClock.now
            task.cancel()
            let error = await #expect(throws: HTTPClientError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            try await eventually { closed.value == 1 }
            // The server itself would go on for 30 s.
            #expect(.now - start < .seconds(10))
            await client.shutdown()
        }
    }

    @Test func `letting go of the body closes the connection`() async throws {
        let closed = Counter()
        try await withServer(Self.drip(closed)) { server in
            let client = HTTPClient()
            do {
                let unread = try await client.send(.init(url: server.url, timeout: nil))
                #expect(unread.status == 200)
            }
            try await eventually { closed.value == 1 }
            do {
                let half = try await client.send(.init(url: server.url, timeout: nil))
                var iterator = half.body.makeAsyncIterator()
                #expect(try await iterator.next() == [UInt8(ascii: "x")])
            }
            try await eventually { closed.value == 2 }
            await client.shutdown()
        }
    }

    @Test func `a body outlives the last reference to its client`() async throws {
        let gate = Gate()
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            try gate.wait()
            try connection.write("def")
        }) { server in
            let body = try await HTTPClient().send(.init(url: server.url)).body
            gate.open()
            var received: [UInt8] = []
            for try await chunk in body { received += chunk }
            #expect(received == Array("abcdef".utf8))
        }
    }

    @Test func `shutting down fails what is under way and what comes later`() async throws {
        let closed = Counter()
        try await withServer(Self.drip(closed)) { server in
            let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 2))
            let streaming = try await client.send(.init(url: server.url, timeout: nil))
            let silent = (1...3).map { _ in
                Task { try await client.send(.init(url: "\(server.url)/silent", timeout: nil)) }
            }
            try await eventually { server.served == 2 }
            await client.shutdown()
            for task in silent {
                let error = await #expect(throws: HTTPClientError.self) { try await task.value }
                #expect(error?.code == .shutdown)
            }
            let error = await #expect(throws: HTTPClientError.self) {
                for try await _ in streaming.body {}
            }
            #expect(error?.code == .shutdown)
            let late = await #expect(throws: HTTPClientError.self) { try await client.send(.init(url: server.url)) }
            #expect(late?.code == .shutdown)
            try await eventually { closed.value == 2 }
            await client.shutdown()
        }
    }

    @Test func `a client that is dropped ends its thread`() async throws {
        try await withServer({ try $0.respond(body: (try $0.readRequest()).target) }) { server in
            for _ in 1...20 {
                let client = HTTPClient()
                _ = try await client.fetch(.init(url: server.url), maximumBytes: 100)
            }
            // Connections that were kept end with their thread.
            try await eventually { server.open == 0 }
            try await eventually { Self.clientThreads < 20 }
        }
    }

    /// Threads of this process that clients of this and of tests running beside it own.
    private static var clientThreads: Int {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.filter { task in
            // A thread may end between the listing and this.
            (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)) == "http-client\n"
        }.count
    }

    @Test func `500 requests at once are all answered over the connections allowed`() async throws {
        try await withServer({ connection in
            while true {
                let request = try connection.readRequest()
                try connection.respond(body: String(repeating: request.target, count: 1000))
            }
        }) { server in
            let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 64))
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let path = "/\(number)"
                        let response = try await client.fetch(.init(url: server.url + path), maximumBytes: 10_000)
                        return response.body == Array(String(repeating: path, count: 1000).utf8)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(server.served == 500)
            #expect(server.accepted <= 64)
            await client.shutdown()
        }
    }

    @Test func `many streams are cancelled and read at the same time without loss`() async throws {
        let block = [UInt8](repeating: 7, count: 100_000)
        try await withServer({ connection in
            while true {
                _ = try connection.readRequest()
                try connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(block.count * 10)\r\n\r\n")
                for _ in 0..<10 { try connection.write(block) }
            }
        }) { server in
            let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 32))
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let response = try await client.send(.init(url: server.url))
                        var received = 0
                        for try await chunk in response.body {
                            received += chunk.count
                            if number % 3 == 0 { return nil }
                        }
                        return received
                    }
                }
                for try await received in group { #expect(received == nil || received == block.count * 10) }
            }
            await client.shutdown()
        }
    }
}
