import Glibc

/// A file that a job writes from the beginning, bit by bit; closed when it goes.
package struct OutputFile: ~Copyable {
    /// The file cannot be written; the text names it and says why.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Makes the file, or empties the one there is. Blocks its thread, as writing does.
    package static func create(path: String) throws(Failure) -> OutputFile {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        return OutputFile(path: path, descriptor: descriptor)
    }

    /// Writes all of `bytes`.
    package func write(_ bytes: [UInt8]) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw Self.failure(path)
            }
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(description: "\(path) cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
}
