import Foundation
import Glibc
import Synchronization

/// TCP ports of the loopback address that nobody listens on.
///
/// They lie below the range from which the kernel takes the ports of outgoing connections (32768 and above), or some
/// client could sit on a port in the seconds between asking for it and a server's start.
package enum FreePort {
    private static let range = 10_000..<20_000
    /// Where to look first: processes that test at the same time begin at different places.
    private static let candidate = Mutex<Int>(Int.random(in: range))

    /// A port the kernel calls free, not the same one twice in this process before all others had their turn.
    package static func next() throws -> Int {
        for _ in range {
            let port = candidate.withLock { candidate in
                candidate = candidate + 1 < range.upperBound ? candidate + 1 : range.lowerBound
                return candidate
            }
            if try isUnused(port) { return port }
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

    private static func isUnused(_ port: Int) throws -> Bool {
        let descriptor = try makeSocket()
        defer { close(descriptor) }
        var address = loopback(port: port)
        return unsafe withSocketAddress(&address) { unsafe bind(descriptor, $0, $1) } == 0
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
