import Compression
import NIOCore

/// Compresses an answer on its way. Bounded in number, for each holds a quarter of a megabyte.
struct BodyCompressor {
    private static let level = 4
    private let stream: GzipWriter

    /// Nil when there can be none now; the answer then goes as it is.
    init?() {
        // Out of memory: the plain answer is as good.
        guard let stream = try? GzipWriter(level: Self.level) else { return nil }
        self.stream = stream
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
