/// The segments of a JPEG file (ITU-T T.81, annex B).
enum JPEGMetadata {
    private static let startOfScan: UInt8 = 0xDA
    private static let endOfImage: UInt8 = 0xD9

    /// Without Exif, XMP, Photoshop's data, comments and what follows the picture. How the picture is to be turned stays.
    static func stripped(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = [0xFF, 0xD8]
        var orientation: UInt8?
        var at = 2
        while let marker = marker(bytes, &at) {
            if marker == endOfImage { return nil }
            guard let length = bytes.bigEndian(at, 2), length >= 2, at + length <= bytes.count else { return nil }
            let segment = bytes[(at - 2)..<(at + length)]
            at += length
            switch marker {
            case 0xE1: orientation = orientation ?? Self.orientation(Array(segment.dropFirst(4)))
            // JFIF, the colour profile and Adobe's word on the colours are needed to show it.
            case 0xE0, 0xE2, 0xEE: if isNeeded(segment) { result += segment }
            case 0xE3...0xEF, 0xFE: break
            case startOfScan:
                // Before any scan, and behind JFIF where there is one.
                if let orientation, orientation != 1 {
                    result.insert(contentsOf: exif(orientation), at: endOfJFIF(result))
                }
                return rest(bytes, from: at).map { result + segment + $0 }
            default: result += segment
            }
        }
        return nil
    }

    /// The marker at `at`, which moves behind it; nil when there is none.
    private static func marker(_ bytes: [UInt8], _ at: inout Int) -> UInt8? {
        guard at < bytes.count, bytes[at] == 0xFF else { return nil }
        while at < bytes.count, bytes[at] == 0xFF { at += 1 }
        guard at < bytes.count, bytes[at] != 0 else { return nil }
        defer { at += 1 }
        return bytes[at]
    }

    /// `JFIF`, `ICC_PROFILE` and `Adobe`; a thumbnail (`JFXX`), several pictures (`MPF`) and the rest are not.
    private static func isNeeded(_ segment: ArraySlice<UInt8>) -> Bool {
        ["JFIF\0", "ICC_PROFILE\0", "Adobe"].contains { segment.dropFirst(4).starts(with: $0.utf8) }
    }

    private static func endOfJFIF(_ bytes: [UInt8]) -> Int {
        guard bytes.count > 6, bytes[3] == 0xE0, let length = bytes.bigEndian(4, 2) else { return 2 }
        return 4 + length
    }

    /// From behind the first scan's header to the end of the picture, without metadata between the scans.
    private static func rest(_ bytes: [UInt8], from start: Int) -> [UInt8]? {
        var result: [UInt8] = []
        var at = start
        while at + 1 < bytes.count {
            guard bytes[at] == 0xFF else {
                result.append(bytes[at])
                at += 1
                continue
            }
            let marker = bytes[at + 1]
            // Stuffed bytes, restarts and fill bytes belong to the scan.
            if marker == 0 || (0xD0...0xD7).contains(marker) {
                result += [0xFF, marker]
                at += 2
            } else if marker == 0xFF {
                at += 1
            } else if marker == endOfImage {
                return result + [0xFF, endOfImage]
            } else {
                guard let length = bytes.bigEndian(at + 2, 2), length >= 2, at + 2 + length <= bytes.count else {
                    return nil
                }
                let isMetadata = (0xE0...0xEF).contains(marker) || marker == 0xFE
                if !isMetadata { result += bytes[at..<(at + 2 + length)] }
                at += 2 + length
            }
        }
        return nil
    }

    /// The orientation in an Exif segment's data (CIPA DC-008, 4.6.4); nil when there is none from 1 to 8.
    private static func orientation(_ data: [UInt8]) -> UInt8? {
        guard data.starts(with: Array("Exif\0\0".utf8)) else { return nil }
        let tiff = Array(data.dropFirst(6))
        let isLittle = tiff.starts(with: Array("II".utf8))
        func number(_ index: Int, _ count: Int) -> Int? {
            isLittle ? tiff.littleEndian(index, count) : tiff.bigEndian(index, count)
        }
        guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
        for entry in 0..<min(count, 200) {
            let at = directory + 2 + entry * 12
            guard number(at, 2) == 0x0112 else { continue }
            return number(at + 8, 2).flatMap { (1...8).contains($0) ? UInt8($0) : nil }
        }
        return nil
    }

    /// An Exif segment that says how to turn the picture and nothing else.
    private static func exif(_ orientation: UInt8) -> [UInt8] {
        let tiff: [UInt8] = [
            0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ]
        let data = Array("Exif\0\0".utf8) + tiff
        return [0xFF, 0xE1, 0, UInt8(data.count + 2)] + data
    }
}
