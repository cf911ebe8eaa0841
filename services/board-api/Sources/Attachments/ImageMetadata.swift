/// Takes out of pictures what tells more than they show: place, time, camera, editor, thumbnails of the uncut picture.
///
/// The picture itself is not coded anew. What is not a whole picture of its kind is refused.
package enum ImageMetadata {
    /// The same picture without; nil when the bytes do not hold together. Other files stay as they are.
    package static func stripped(_ bytes: [UInt8], of type: MediaType) -> [UInt8]? {
        switch type {
        case .jpeg: JPEGMetadata.stripped(bytes)
        case .png: strippedPNG(bytes)
        case .gif: GIFMetadata.stripped(bytes)
        case .webp: strippedWebP(bytes)
        case .pdf, .text: bytes
        }
    }

    /// The pieces a PNG needs to look as it does; texts, times, Exif and what nobody knows are left out (PNG, 4.8).
    private static let chunksOfPNG: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL",
        "fcTL", "fdAT",
    ]

    private static func strippedPNG(_ bytes: [UInt8]) -> [UInt8]? {
        var result = Array(bytes.prefix(8))
        var at = 8
        while let length = bytes.bigEndian(at, 4), at + 12 + length <= bytes.count {
            let name = String(decoding: bytes[(at + 4)..<(at + 8)], as: UTF8.self)
            let end = at + 12 + length
            if chunksOfPNG.contains(name) { result += bytes[at..<end] }
            // Nothing that follows the end is part of the picture.
            if name == "IEND" { return result }
            at = end
        }
        return nil
    }

    /// The chunks of a WebP but `EXIF` and `XMP `, whose flags in `VP8X` go too (RFC 9649, 2.7).
    private static func strippedWebP(_ bytes: [UInt8]) -> [UInt8]? {
        guard let size = bytes.littleEndian(4, 4), size >= 4, 8 + size <= bytes.count else { return nil }
        var body: [UInt8] = Array(bytes[8..<12])
        var at = 12
        while at < 8 + size {
            guard let length = bytes.littleEndian(at + 4, 4), at + 8 + length <= 8 + size else { return nil }
            let end = min(at + 8 + length + length % 2, 8 + size)
            let name = String(decoding: bytes[at..<(at + 4)], as: UTF8.self)
            if ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"].contains(name) {
                var chunk = Array(bytes[at..<end])
                if name == "VP8X", chunk.count > 8 { chunk[8] &= 0b1111_0011 }
                body += chunk
            }
            at = end
        }
        let count = body.count
        return Array(bytes[..<4]) + (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) } + body
    }
}

extension [UInt8] {
    /// The number in `count` bytes at `index`, most significant first; nil behind the end.
    func bigEndian(_ index: Int, _ count: Int) -> Int? {
        guard index >= 0, index + count <= self.count else { return nil }
        return self[index..<(index + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    /// The number in `count` bytes at `index`, least significant first; nil behind the end.
    func littleEndian(_ index: Int, _ count: Int) -> Int? {
        guard index >= 0, index + count <= self.count else { return nil }
        return self[index..<(index + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
