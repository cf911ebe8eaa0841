import Curl
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct StreamingTests {
    private static let block = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

    @Test func `a slow reader of 100 MB holds the server back`() async throws {
        let blocks = 1600
        // The kernel may let a connection's receive buffer grow to the third of these numbers.
        let sizes = try String(contentsOfFile: "/proc/sys/net/ipv4/tcp_rmem", encoding: .utf8).split(separator: "\t")
        let kernelBytes = try #require(sizes.last.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
        try #require(kernelBytes < 50 << 20)
        let sent = Counter()
        try await withServer({ connection in
            connection.limitSendBuffer()
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(blocks * Self.block.count)\r\n\r\n")
            for _ in 0..<blocks {
                try connection.write(Self.block)
                sent.add(Self.block.count)
            }
        }) { server in
            let client = HTTPClient()
            let response = try await client.send(.init(url: server.url))
            var received = 0
            var largest = 0
            var isIntact = true
            var nextPause = 0
            for try await chunk in response.body {
                let offset = received % Self.block.count
                isIntact =
                    isIntact && chunk.first == Self.block[offset]
                    && chunk.last == Self.block[(offset + chunk.count - 1) % Self.block.count]
                received += chunk.count
                largest = max(largest, chunk.count)
                if received >= nextPause {
                    // What may wait between the two: the client's buffer, curl's read, the kernel's socket buffers.
                    let ahead = try await standstill { sent.value } - received
                    #expect(ahead < kernelBytes + 2 << 20, "the server is \(ahead) bytes ahead")
                    nextPause = received + 40 << 20
                }
            }
            #expect(isIntact)
            #expect(received == blocks * Self.block.count)
            #expect(largest <= 256 * 1024 + 64 * 1024)
            await client.shutdown()
        }
    }

    @Test(arguments: [nil, 64 << 20]) func `a server that does not read suspends the producer`(length: Int?)
        async throws
    {
        let mayRead = Gate()
        let produced = Counter()
        let total = 64 << 20
        try await withServer({ connection in
            _ = try connection.readHead()
            try mayRead.wait()
            var received = 0
            if length != nil {
                while received < total { received += try connection.readSome(atMost: 1 << 16).count }
            } else {
                while case let size = Int(try connection.readLine(), radix: 16) ?? 0, size > 0 {
                    received += try connection.read(exactly: size).count
                    _ = try connection.readLine()
                }
            }
            try connection.respond(body: "\(received)")
        }) { server in
            let client = HTTPClient()
            let body = AsyncThrowingStream<[UInt8], any Error> {
                guard produced.value < total else { return nil }
                produced.add(Self.block.count)
                return Self.block
            }
            let request = HTTPClientRequest(method: "POST", url: server.url, body: .stream(body, length: length))
            async let response = client.fetch(request, maximumBytes: 100)
            try await eventually { server.served == 1 }
            #expect(try await standstill { produced.value } < 12 << 20)
            mayRead.open()
            #expect(try await response.body == Array("\(total)".utf8))
            await client.shutdown()
        }
    }

    @Test func `pieces of an event stream arrive one by one while the request's body still goes out`() async throws {
        let (pieces, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        try await withServer({ connection in
            _ = try connection.readHead()
            try connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while case let size = Int(try connection.readLine(), radix: 16) ?? 0, size > 0 {
                let piece = try connection.read(exactly: size)
                _ = try connection.readLine()
                try connection.write(Array("\(String(size, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8))
            }
            try connection.write("0\r\n\r\n")
        }) { server in
            let client = HTTPClient()
            let request = HTTPClientRequest(method: "POST", url: server.url, body: .stream(pieces, length: nil))
            continuation.yield([0])
            let response = try await client.send(request)
            var iterator = response.body.makeAsyncIterator()
            #expect(try await iterator.next() == [0])
            for number in UInt8(1)...20 {
                continuation.yield([number, number])
                #expect(try await iterator.next() == [number, number])
            }
            continuation.finish()
            #expect(try await iterator.next() == nil)
            #expect(try await iterator.next() == nil)
            await client.shutdown()
        }
    }

    @Test(arguments: [
        "Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ])
    func `a body cut short is an error behind its bytes`(response: String) async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n" + response)
        }) { server in
            let client = HTTPClient()
            let streamed = try await client.send(.init(url: server.url))
            var received: [UInt8] = []
            let error = await #expect(throws: HTTPClientError.self) {
                for try await chunk in streamed.body { received += chunk }
            }
            #expect(error?.code == .truncated)
            #expect(error?.isRetriable == true)
            #expect(received == Array("abc".utf8))
            let collected = await #expect(throws: HTTPClientError.self) {
                try await client.fetch(.init(url: server.url), maximumBytes: 100)
            }
            #expect(collected?.code == .truncated)
            await client.shutdown()
        }
    }

    @Test func `a body that ends with its connection is whole`() async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.0 200 OK\r\n\r\nall of it")
        }) { server in
            let client = HTTPClient()
            let response = try await client.fetch(.init(url: server.url), maximumBytes: 100)
            #expect(response.httpVersion == "1.0")
            #expect(String(decoding: response.body, as: UTF8.self) == "all of it")
            await client.shutdown()
        }
    }

    @Test(arguments: ["Content-Length: 1001\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n"])
    func `a collected body longer than the limit is refused`(head: String) async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n" + head + String(repeating: "x", count: 1001) + "\r\n0\r\n\r\n")
        }) { server in
            let client = HTTPClient()
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.fetch(.init(url: server.url), maximumBytes: 1000)
            }
            #expect(error?.code == .bodyTooLarge)
            #expect(error?.isRetriable == false)
            let whole = try await client.fetch(.init(url: server.url), maximumBytes: 1001)
            #expect(whole.body.count == 1001)
            await client.shutdown()
        }
    }

    @Test(arguments: [
        (pieces: [[UInt8]](repeating: [1, 2, 3], count: 2), length: 5), (pieces: [[1, 2, 3]], length: 5),
    ])
    func `a streamed body that breaks its announced length fails the request`(
        pieces: [[UInt8]],
        length: Int,
    ) async throws {
        try await withServer({ connection in
            _ = try connection.readRequest()
            try connection.respond()
        }) { server in
            let client = HTTPClient()
            let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
                for piece in pieces { continuation.yield(piece) }
                continuation.finish()
            }
            let request = HTTPClientRequest(method: "PUT", url: server.url, body: .stream(body, length: length))
            let error = await #expect(throws: HTTPClientError.self) { try await client.send(request) }
            #expect(error?.code == .invalidRequest)
            await client.shutdown()
        }
    }

    @Test func `an error of the request's body fails the request and closes the connection`() async throws {
        struct ProducerFailed: Error {}
        let closed = Counter()
        try await withServer({ connection in
            _ = try connection.readHead()
            try connection.waitForClose()
            closed.add(1)
        }) { server in
            let client = HTTPClient()
            let (pieces, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
            let request = HTTPClientRequest(method: "PUT", url: server.url, body: .stream(pieces, length: nil))
            continuation.yield([1])
            let response = Task { try await client.send(request) }
            try await eventually { server.served == 1 }
            continuation.finish(throwing: ProducerFailed())
            let error = await #expect(throws: HTTPClientError.self) { try await response.value }
            #expect(error?.code == .requestBodyFailed)
            #expect(error?.underlying is ProducerFailed)
            try await eventually { closed.value == 1 }
            await client.shutdown()
        }
    }
}
