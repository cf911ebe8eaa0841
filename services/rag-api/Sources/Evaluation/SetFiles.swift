import Compression
import FoundationEssentials

/// Files of evaluation sets, plain or packed with gzip.
enum SetFiles {
    /// Unpacked bytes of one file; what is larger is no set for this machine.
    private static let byteLimit = 2 << 30

    /// The bytes of `path`, unpacked where its name ends in `.gz`; nil when there is no such file.
    static func read(_ path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        guard path.hasSuffix(".gz") else { return bytes }
        var reader = try GzipReader(outputLimit: 1 << 20)
        var unpacked: [UInt8] = []
        reader.feed(bytes)
        while let piece = try reader.next() {
            unpacked += piece
            guard unpacked.count <= byteLimit else {
                throw CompressionError(.tooLarge, "\(path) unpacks to more than 2 GiB")
            }
        }
        try reader.finish()
        return unpacked
    }
}
