import Foundation
import Glibc
import Synchronization

/// A loopback server that answers one request a connection with what `answer` makes of the request's head.
final class StubServer: Sendable {
    let port: UInt16
    private let listener: CInt
    private let answer: @Sendable (String) -> String?
    private let heads = Mutex<[String]>([])

    var url: String { "http://127.0.0.1:\(port)" }
    /// The heads of the requests so far.
    var requests: [String] { heads.withLock { $0 } }

    /// `answer` returns status line, fields and body; nil closes without an answer.
    init(answer: @escaping @Sendable (String) -> String?) throws {
        self.answer = answer
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(listener, generic, length) == 0, listen(listener, 128) == 0 else { return CInt(-1) }
                return unsafe getsockname(listener, generic, &length)
            }
        }
        guard status == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in serve() }
    }

    func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
    }

    /// A 200 with a body.
    static func ok(_ body: String, fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(fields)\r\n\(body)"
    }

    /// A status without a body.
    static func status(_ code: Int, fields: String = "") -> String {
        "HTTP/1.1 \(code) X\r\nContent-Length: 0\r\nConnection: close\r\n\(fields)\r\n"
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            Thread.detachNewThread { [self] in
                let head = readHead(connection)
                heads.withLock { $0.append(head) }
                if let answer = answer(head) {
                    let bytes = Array(answer.utf8)
                    _ = unsafe bytes.withUnsafeBytes {
                        unsafe send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                    }
                }
                close(connection)
            }
        }
        close(listener)
    }

    private func readHead(_ connection: CInt) -> String {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while head.count < 65_536, !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { break }
            head += buffer[..<count]
        }
        return String(decoding: head, as: UTF8.self)
    }
}

/// Runs `body` with a server that is gone afterwards.
func withStub<Value>(
    answer: @escaping @Sendable (String) -> String?,
    _ body: (StubServer) async throws -> Value
) async throws -> Value {
    let server = try StubServer(answer: answer)
    defer { server.stop() }
    return try await body(server)
}
