/// The decompressed chunks of a file, one after the other; the file name's suffix says how it is compressed.
struct FileSource: ~Copyable {
    private enum Format {
        case gzip, zstd, plain
    }

    private let format: Format
    private var gzip: GzipReader?
    private var zstd: ZstdReader?
    private var file: InputFile

    init(path: String) throws(CompressionError) {
        format = path.hasSuffix(".gz") ? .gzip : path.hasSuffix(".zst") ? .zstd : .plain
        gzip = format == .gzip ? try GzipReader() : nil
        zstd = format == .zstd ? try ZstdReader() : nil
        file = try InputFile(path: path)
    }

    /// The next chunk, never empty; nil at the end of the file.
    mutating func next() throws(CompressionError) -> [UInt8]? {
        while true {
            if let output = try decoded() { return output }
            let input = try file.read()
            guard !input.isEmpty else {
                try finish()
                return nil
            }
            switch format {
            case .gzip: gzip?.feed(input)
            case .zstd: zstd?.feed(input)
            case .plain: return input
            }
        }
    }

    private mutating func decoded() throws(CompressionError) -> [UInt8]? {
        switch format {
        case .gzip: try gzip?.next()
        case .zstd: try zstd?.next()
        case .plain: nil
        }
    }

    private mutating func finish() throws(CompressionError) {
        switch format {
        case .gzip: try gzip?.finish()
        case .zstd: try zstd?.finish()
        case .plain: break
        }
    }
}
