import Glibc

/// A file that is read from its beginning to its end.
struct InputFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws(CompressionError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputFile.failure(path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next bytes, at most 256 KiB; empty at the end.
    mutating func read() throws(CompressionError) -> [UInt8] {
        let descriptor = descriptor
        let size = 256 << 10
        while true {
            var status = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                status = unsafe Glibc.read(descriptor, buffer.baseAddress, size)
                count = max(0, status)
            }
            if status >= 0 { return bytes }
            guard errno == EINTR else { throw InputFile.failure(path) }
        }
    }

    private static func failure(_ path: String) -> CompressionError {
        CompressionError(.unreadable, "\(path): \(unsafe String(cString: strerror(errno)))")
    }
}
