import Foundation
import Glibc
import Synchronization

/// A raw-socket HTTP server on loopback: one thread a connection, each served by `handler` until it returns.
final class TestServer: Sendable {
    typealias Handler = @Sendable (TestConnection) throws -> Void

    private struct State {
        var open: [ObjectIdentifier: TestConnection] = [:]
        var accepted = 0
        var isStopped = false
    }

    let port: UInt16
    private let listener: CInt
    private let state = Mutex(State())
    private let requests = Mutex(0)
    private let handler: Handler

    var url: String { "http://127.0.0.1:\(port)" }
    /// How many connections were accepted so far.
    var accepted: Int { state.withLock { $0.accepted } }
    /// How many are open now.
    var open: Int { state.withLock { $0.open.count } }
    /// How many requests were read so far.
    var served: Int { requests.withLock { $0 } }

    init(handler: @escaping Handler) throws {
        self.handler = handler
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(listener, generic, length) == 0, listen(listener, 1024) == 0 else { return CInt(-1) }
                return unsafe getsockname(listener, generic, &length)
            }
        }
        guard status == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.acceptConnections() }
    }

    func stop() {
        let connections = state.withLock { state in
            state.isStopped = true
            return Array(state.open.values)
        }
        shutdown(listener, CInt(SHUT_RDWR))
        for connection in connections { connection.interrupt() }
    }

    private func acceptConnections() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let connection = TestConnection(descriptor: descriptor) { self.requests.withLock { $0 += 1 } }
            let isStopped = state.withLock { state in
                state.accepted += 1
                state.open[ObjectIdentifier(connection)] = connection
                return state.isStopped
            }
            if isStopped { connection.interrupt() }
            Thread.detachNewThread {
                // A client that goes away ends the handler with an error: that is what many tests are about.
                try? self.handler(connection)
                _ = self.state.withLock { $0.open.removeValue(forKey: ObjectIdentifier(connection)) }
                connection.end()
            }
        }
        close(listener)
    }
}

/// Runs `body` with a server that is gone afterwards.
func withServer(
    _ handler: @escaping TestServer.Handler,
    _ body: (TestServer) async throws -> Void,
) async throws {
    let server = try TestServer(handler: handler)
    defer { server.stop() }
    try await body(server)
}

struct TestRequest: Sendable {
    var method = ""
    var target = ""
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

struct ConnectionClosed: Error {}

/// One accepted connection, used by its own thread.
final class TestConnection: Sendable {
    private let descriptor: CInt
    private let buffered = Mutex<[UInt8]>([])
    private let isEnded = Mutex(false)
    private let onRequest: @Sendable () -> Void

    init(descriptor: CInt, onRequest: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        self.onRequest = onRequest
        // Nothing in these tests lasts longer; a forgotten connection must not keep its thread.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var on: CInt = 1
        _ = unsafe setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    /// The next request with its whole body; throws when the client is gone.
    func readRequest() throws -> TestRequest {
        var request = try readHead()
        if let length = request["Content-Length"].flatMap({ Int($0) }) {
            request.body = try read(exactly: length)
        } else if request["Transfer-Encoding"] == "chunked" {
            while true {
                let size = Int(try readLine(), radix: 16) ?? 0
                request.body += try read(exactly: size)
                _ = try readLine()
                if size == 0 { break }
            }
        }
        return request
    }

    /// The next request's head alone.
    func readHead() throws -> TestRequest {
        let words = try readLine().split(separator: " ").map(String.init)
        var request = TestRequest(method: words[0], target: words[1])
        while case let line = try readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers.append((String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)))
        }
        onRequest()
        return request
    }

    func readLine() throws -> String {
        var line: [UInt8] = []
        while line.last != 10 { line += try read(exactly: 1) }
        return String(decoding: line.dropLast(2), as: UTF8.self)
    }

    func read(exactly count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try readSome(atMost: count - bytes.count) }
        return bytes
    }

    func readSome(atMost count: Int) throws -> [UInt8] {
        try buffered.withLock { buffered in
            if buffered.isEmpty {
                var block = [UInt8](repeating: 0, count: 64 * 1024)
                let received = unsafe recv(descriptor, &block, block.count, 0)
                guard received > 0 else { throw ConnectionClosed() }
                buffered = Array(block[..<received])
            }
            defer { buffered.removeFirst(min(count, buffered.count)) }
            return Array(buffered.prefix(count))
        }
    }

    func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let sent = unsafe bytes.withUnsafeBytes { buffer in
                unsafe send(
                    descriptor,
                    buffer.baseAddress?.advanced(by: offset),
                    bytes.count - offset,
                    CInt(MSG_NOSIGNAL),
                )
            }
            guard sent > 0 else { throw ConnectionClosed() }
            offset += sent
        }
    }

    /// A whole response with a `Content-Length`.
    func respond(_ status: Int = 200, headers: [String] = [], body: String = "") throws {
        let lines = ["HTTP/1.1 \(status) Text", "Content-Length: \(body.utf8.count)"] + headers
        try write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Keeps what is on its way in this host's buffers small, so that back-pressure shows early.
    func limitSendBuffer() {
        var size: CInt = 64 * 1024
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Waits until the client has closed its side; throws when it has not after the receive limit.
    func waitForClose() throws {
        while true {
            do { _ = try readSome(atMost: 1 << 16) } catch { return }
        }
    }

    func interrupt() {
        isEnded.withLock { isEnded in
            if !isEnded { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }
        }
    }

    func end() {
        isEnded.withLock { isEnded in
            if !isEnded { close(descriptor) }
            isEnded = true
        }
    }
}

/// A gate that server threads and tests open for each other.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() {
        semaphore.signal()
    }

    /// For the server's threads.
    func wait() throws {
        guard semaphore.wait(timeout: .now() + 20) == .success else { throw ConnectionClosed() }
    }
}

/// A number that threads count up.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add(_ more: Int) { number.withLock { $0 += more } }
}

extension [UInt8] {
    /// `count` bytes in which a lost, doubled or moved piece shows.
    init(repeatingBlockTo count: Int) {
        // A prime length, so that no power of two is a period.
        let block = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        self = []
        reserveCapacity(count + block.count)
        while self.count < count { self += block }
        removeLast(self.count - count)
    }
}

struct ConditionNotMet: Error {}

/// Returns as soon as `condition` holds; throws after 15 s.
func eventually(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(15)
    while !condition() {
        guard .now < deadline else { throw ConditionNotMet() }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// The value once it has stood still for 300 ms; throws when it has not within 15 s.
func standstill(_ value: () -> Int) async throws -> Int {
    let deadline = ContinuousClock.now + .seconds(15)
    var last = value()
    var since = ContinuousClock.now
    while .now < deadline {
        try await Task.sleep(for: .milliseconds(10))
        let current = value()
        if current != last { (last, since) = (current, .now) }
        if .now - since > .milliseconds(300) { return last }
    }
    throw ConditionNotMet()
}
