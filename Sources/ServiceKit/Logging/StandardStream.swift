import Glibc
import Synchronization

/// Standard output or standard error of the process, written whole lines at a time.
///
/// `print` buffers when the output is a pipe, and flushing it needs C's global `stdout`; so lines go to write(2) here.
package enum StandardStream: Sendable {
    case output
    case error

    private static let turn = Mutex(())

    /// Writes `bytes`, waiting for a slow reader; what a closed pipe refuses is dropped.
    package func write(_ bytes: [UInt8]) {
        let descriptor = self == .output ? STDOUT_FILENO : STDERR_FILENO
        Self.turn.withLock { _ in
            var written = 0
            while written < bytes.count {
                let count = unsafe bytes.withUnsafeBytes { buffer in
                    unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
                }
                if count > 0 {
                    written += count
                } else if errno != EINTR {
                    return
                }
            }
        }
    }

    /// Writes `line` and a line feed.
    package func writeLine(_ line: String) {
        write(Array(line.utf8) + [UInt8(ascii: "\n")])
    }
}
