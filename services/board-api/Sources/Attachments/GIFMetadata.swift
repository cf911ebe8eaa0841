/// The blocks of a GIF file (GIF89a, 11 to 26).
enum GIFMetadata {
    /// Without comments and applications' data; how often it repeats stays.
    static func stripped(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 13 else { return nil }
        var at = 13 + colours(bytes[10])
        guard at <= bytes.count else { return nil }
        var result = Array(bytes[..<at])
        while at < bytes.count {
            switch bytes[at] {
            case 0x3B: return result + [0x3B]
            case 0x2C:
                guard at + 10 < bytes.count else { return nil }
                // Behind its colours an image has one byte on how it is packed.
                guard let end = endOfBlocks(bytes, at + 10 + colours(bytes[at + 9]) + 1) else { return nil }
                result += bytes[at..<end]
                at = end
            case 0x21:
                guard at + 1 < bytes.count, let end = endOfBlocks(bytes, at + 2) else { return nil }
                if isNeeded(bytes[(at + 1)..<end]) { result += bytes[at..<end] }
                at = end
            default: return nil
            }
        }
        return nil
    }

    /// Bytes of a table of colours, by the flags before it.
    private static func colours(_ flags: UInt8) -> Int {
        flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
    }

    private static func isNeeded(_ block: ArraySlice<UInt8>) -> Bool {
        switch block.first {
        case 0xF9: true
        case 0xFF: ["NETSCAPE2.0", "ANIMEXTS1.0"].contains { block.dropFirst(2).starts(with: $0.utf8) }
        default: false
        }
    }

    /// Behind the empty block that ends those from `start` on; nil when it is not there.
    private static func endOfBlocks(_ bytes: [UInt8], _ start: Int) -> Int? {
        var at = start
        while at < bytes.count {
            let length = Int(bytes[at])
            at += 1 + length
            if length == 0 { return at }
        }
        return nil
    }
}
