import Crypto

/// The id of a passage's point. Qdrant takes numbers and UUIDs, and putting a passage again has to replace its point.
///
/// A UUID of version 5 (RFC 9562, 5.5) of the passage's id in UTF-8. The namespace is the version 5 UUID of
/// `ttareungi:passage` in the URL namespace: `uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "ttareungi:passage"), id)`.
package enum QdrantPointID {
    private static let urlNamespace: [UInt8] = [
        0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
    ]
    private static let namespace = version5("ttareungi:passage", in: urlNamespace)

    /// Lower case, with hyphens.
    package static func text(of passageID: String) -> String {
        let digits = Array("0123456789abcdef")
        let text = version5(passageID, in: namespace).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        var parts: [String] = []
        var start = 0
        for length in [8, 4, 4, 4, 12] {
            parts.append(String(text[start..<(start + length)]))
            start += length
        }
        return parts.joined(separator: "-")
    }

    private static func version5(_ name: String, in namespace: [UInt8]) -> [UInt8] {
        var bytes = Array(Insecure.SHA1.hash(data: namespace + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes
    }
}
