/// Text of HTML without its entities.
enum HTMLText {
    static func decoded(_ bytes: borrowing [UInt8], _ range: Range<Int>) -> String {
        var text: [UInt8] = []
        append(bytes, range, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of `range`, entities turned into characters.
    static func append(_ bytes: borrowing [UInt8], _ range: Range<Int>, to text: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "&"),
                let (character, next) = HTMLEntity.decode(bytes, at: index, end: range.upperBound)
            {
                text.append(contentsOf: character.utf8)
                index = next
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
    }

    /// `text` with every run of white space as one blank.
    static func collapsed(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            if byte.isWhite {
                if let last = result.last, last != UInt8(ascii: " ") { result.append(UInt8(ascii: " ")) }
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
