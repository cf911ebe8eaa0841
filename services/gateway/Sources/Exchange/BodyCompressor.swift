import Compression
import NIOCore
import Synchronization

/// Compresses an answer on its way. Bounded in number, for each holds a quarter of a megabyte.
final class BodyCompressor {
    private static let level = 4
    private static let maximum = 128
    private static let count = Atomic(0)

    private let stream: GzipWriter

    /// Nil when there are enough; the answer then goes as it is.
    init?() {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        // Out of memory: the plain answer is as good.
        guard number <= Self.maximum, let stream = try? GzipWriter(level: Self.level) else {
            Self.count.subtract(1, ordering: .relaxed)
            return nil
        }
        self.stream = stream
    }

    deinit {
        Self.count.subtract(1, ordering: .relaxed)
    }

    /// Nil when it failed.
    func take(_ piece: ByteBuffer) -> ByteBuffer? {
        // The reason is of no use to anybody: the answer breaks off.
        (try? stream.write(piece.readableBytesUInt8Span)).map { ByteBuffer(bytes: $0) }
    }

    func finish() -> ByteBuffer? {
        (try? stream.finish()).map { ByteBuffer(bytes: $0) }
    }
}
