import Foundation
import Glibc
import Synchronization

/// TCP ports of the loopback address that nobody listens on.
package enum FreePort {
    private static let handedOut = Mutex<Set<Int>>([])

    /// A port the kernel calls free, never the same one twice in this process.
    package static func next() throws -> Int {
        for _ in 0..<100 {
            let port = try unusedPort()
            if handedOut.withLock({ $0.insert(port).inserted }) { return port }
        }
        throw ProcessFixtureError("no free port")
    }

    /// Whether something accepts connections on the port now.
    package static func isOpen(_ port: Int) -> Bool {
        guard let descriptor = try? makeSocket() else { return false }
        defer { close(descriptor) }
        var address = loopback(port: port)
        return unsafe withSocketAddress(&address) { unsafe connect(descriptor, $0, $1) } == 0
    }

    private static func unusedPort() throws -> Int {
        let descriptor = try makeSocket()
        defer { close(descriptor) }
        var address = loopback(port: 0)
        guard unsafe withSocketAddress(&address, { unsafe bind(descriptor, $0, $1) }) == 0 else {
            throw ProcessFixtureError("bind failed: errno \(errno)")
        }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard
            unsafe withSocketAddress(&address, { address, _ in unsafe getsockname(descriptor, address, &length) }) == 0
        else {
            throw ProcessFixtureError("getsockname failed: errno \(errno)")
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func makeSocket() throws -> CInt {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ProcessFixtureError("socket failed: errno \(errno)") }
        return descriptor
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress(
        _ address: inout sockaddr_in,
        _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
