import BoardService
import Foundation
import Testing

/// Pictures as cameras write them, made by hand: a secret stands wherever metadata can.
@Suite struct ImageMetadataTests {
    private static let secret = Array("37.5665,126.9780".utf8)

    // MARK: - JPEG

    private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((data.count + 2) >> 8), UInt8((data.count + 2) & 0xFF)] + data
    }

    /// An Exif segment of a camera: little-endian, one entry on the orientation, then the place.
    private static func exif(orientation: UInt8) -> [UInt8] {
        let directory: [UInt8] = [1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
        let tiff: [UInt8] = Array("II*\0".utf8) + [8, 0, 0, 0] + directory
        return segment(0xE1, Array("Exif\0\0".utf8) + tiff + secret)
    }

    private static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0])
    private static let tables = segment(0xDB, [UInt8](repeating: 1, count: 65))
    private static let scan = segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]

    private static func jpeg(_ more: [[UInt8]], end: [UInt8] = [0xFF, 0xD9]) -> [UInt8] {
        [0xFF, 0xD8] + jfif + more.joined() + tables + scan + end
    }

    @Test func `a photo keeps its picture and how it is turned, and tells nothing else`() throws {
        let xmp = Self.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Self.secret)
        let comment = Self.segment(0xFE, Self.secret)
        let photoshop = Self.segment(0xED, Array("Photoshop 3.0\0".utf8) + Self.secret)
        let several = Self.segment(0xE2, Array("MPF\0".utf8) + Self.secret)
        let profile = Self.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 9])
        let photo = Self.jpeg(
            [Self.exif(orientation: 6), xmp, comment, photoshop, several, profile],
            end: Self.segment(0xFE, Self.secret) + [0xFF, 0xD9] + Self.secret
        )
        let stripped = try #require(ImageMetadata.stripped(photo, of: .jpeg))
        let turned = Self.segment(
            0xE1,
            Array("Exif\0\0MM".utf8)
                + [0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        )
        #expect(stripped == [0xFF, 0xD8] + Self.jfif + turned + profile + Self.tables + Self.scan + [0xFF, 0xD9])
        #expect(ImageMetadata.stripped(stripped, of: .jpeg) == stripped)
    }

    @Test func `a photo that stands upright needs no word on it`() {
        let photo = Self.jpeg([Self.exif(orientation: 1)])
        #expect(ImageMetadata.stripped(photo, of: .jpeg) == Self.jpeg([]))
    }

    // MARK: - The others

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let length = (0..<4).reversed().map { UInt8(truncatingIfNeeded: data.count >> ($0 * 8)) }
        return length + Array(name.utf8) + data + [0, 0, 0, 0]
    }

    @Test func `a PNG loses its texts, times and Exif`() {
        let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let parts = [("IHDR", [UInt8](repeating: 1, count: 13)), ("IDAT", [1, 2, 3]), ("IEND", [])]
        let picture = head + parts.flatMap { Self.chunk($0.0, $0.1) }
        var told = head + Self.chunk("IHDR", parts[0].1)
        for name in ["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "prVt"] { told += Self.chunk(name, Self.secret) }
        told += Self.chunk("IDAT", [1, 2, 3]) + Self.chunk("IEND", []) + Self.secret
        #expect(ImageMetadata.stripped(told, of: .png) == picture)
        #expect(ImageMetadata.stripped(picture, of: .png) == picture)
    }

    private static func webp(_ flags: UInt8, _ chunks: [(String, [UInt8])]) -> [UInt8] {
        var body = Array("WEBP".utf8)
        for (name, data) in [("VP8X", [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0])] + chunks {
            body += Array(name.utf8) + [UInt8(data.count), 0, 0, 0] + data + (data.count % 2 == 0 ? [] : [0])
        }
        return Array("RIFF".utf8) + [UInt8(body.count), 0, 0, 0] + body
    }

    @Test func `a WebP loses Exif and XMP and says so`() {
        let told = Self.webp(
            0b0010_1100,
            [("ICCP", [1]), ("VP8L", [1, 2, 3]), ("EXIF", Self.secret), ("XMP ", Self.secret)]
        )
        let picture = Self.webp(0b0010_0000, [("ICCP", [1]), ("VP8L", [1, 2, 3])])
        #expect(ImageMetadata.stripped(told, of: .webp) == picture)
    }

    @Test func `a GIF loses comments and keeps its rhythm`() {
        let head = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0] + [0, 0, 0, 255, 255, 255]
        let loop: [UInt8] = [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
        let control: [UInt8] = [0x21, 0xF9, 4, 0, 10, 0, 0, 0]
        let image: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0]
        let comment = [0x21, 0xFE, UInt8(Self.secret.count)] + Self.secret + [0]
        let xmp = [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + [UInt8(Self.secret.count)] + Self.secret + [0]
        let told = head + loop + comment + xmp + control + image + [0x3B] + Self.secret
        #expect(ImageMetadata.stripped(told, of: .gif) == head + loop + control + image + [0x3B])
    }

    @Test func `what is cut off anywhere is refused, and never read beyond its end`() throws {
        let photo = Self.jpeg([Self.exif(orientation: 6)])
        let gif =
            Array("GIF89a".utf8) + [
                1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 1, 1, 1, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 9, 0, 0x3B,
            ]
        for (type, whole) in [(MediaType.jpeg, photo), (.gif, gif), (.webp, Self.webp(4, [("VP8L", [1, 2])]))] {
            #expect(ImageMetadata.stripped(whole, of: type) != nil)
            for length in 0..<whole.count {
                #expect(ImageMetadata.stripped(Array(whole.prefix(length)), of: type) == nil, "\(type) \(length)")
            }
        }
    }

    @Test func `bytes at random do no harm`() {
        var source = SystemRandomNumberGenerator()
        for type in [MediaType.jpeg, .png, .gif, .webp] {
            for length in 0..<400 {
                let bytes = (0..<length).map { _ in
                    UInt8.random(in: 0...255, using: &source) | (length % 3 == 0 ? 0x80 : 0)
                }
                _ = ImageMetadata.stripped(bytes, of: type)
            }
        }
    }
}
