import Blocking
import Glibc
import Testing

@Suite struct ListeningSocketTests {
    @Test("Connections that have begun are accepted, and no other begins")
    func letNoneBegin() throws {
        let listener = try LoopbackSocket()
        let port = try listener.listen()
        let first = try LoopbackSocket()
        first.connect(to: port)
        let second = try LoopbackSocket()
        second.connect(to: port)

        ListeningSocket.letNoneBegin(listener.descriptor)
        #expect(listener.accepts())
        #expect(listener.accepts())
        // Into an empty queue, which even the shortest one would let it.
        let third = try LoopbackSocket()
        third.connect(to: port)
        #expect(!listener.accepts())
    }
}

/// A TCP socket that never waits: on the loopback a connection that can be made is made at once.
private final class LoopbackSocket {
    let descriptor: CInt

    init() throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        try #require(descriptor >= 0)
    }

    deinit {
        close(descriptor)
    }

    /// Listens on a port that the system chooses, and returns it.
    func listen() throws -> in_port_t {
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) | Glibc.listen(descriptor, 8)
                    | getsockname(descriptor, address, &length)
            }
        }
        try #require(status == 0)
        return in_port_t(bigEndian: address.sin_port)
    }

    func connect(to port: in_port_t) {
        var address = Self.address(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.connect(descriptor, address, length)
            }
        }
    }

    /// Whether a connection stood in the queue.
    func accepts() -> Bool {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { return false }
        close(connection)
        return true
    }

    private static func address(port: in_port_t) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}
