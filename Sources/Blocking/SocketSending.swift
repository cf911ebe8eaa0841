import Glibc

/// Sending on a socket without waiting.
package enum SocketSending {
    private static let flags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)

    /// How many of `bytes` the kernel took at once; none when its buffer is full, or when it refuses and the next call on the
    /// socket will hear why.
    package static func send(_ bytes: RawSpan, to descriptor: CInt) -> Int {
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        }
        return max(0, sent)
    }

    /// Bytes of a TCP socket that the kernel holds until the other side has acknowledged them.
    package static func unacknowledged(at descriptor: CInt) -> Int {
        var bytes: CInt = 0
        let result = unsafe withUnsafeMutablePointer(to: &bytes) { unsafe ioctl(descriptor, UInt(TIOCOUTQ), $0) }
        return result == 0 ? Int(bytes) : 0
    }
}
