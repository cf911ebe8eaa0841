/// What a file is, by its first bytes: what a client says about it is not believed.
package enum MediaType: String, Sendable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case webp = "image/webp"
    case pdf = "application/pdf"
    case text = "text/plain"

    /// Nil when it is none of those that are taken.
    package init?(sniffing bytes: [UInt8]) {
        if let image = Self.binary(bytes) {
            self = image
        } else if Self.isText(bytes) {
            self = .text
        } else {
            return nil
        }
    }

    /// Shown in the page by browsers; anything else is only ever saved.
    var isImage: Bool { rawValue.hasPrefix("image/") }

    /// As sent: text is UTF-8.
    var contentType: String { self == .text ? "text/plain; charset=utf-8" : rawValue }

    private static func binary(_ bytes: [UInt8]) -> MediaType? {
        func has(_ text: String, at offset: Int = 0) -> Bool {
            bytes.count >= offset + text.utf8.count && bytes[offset...].starts(with: text.utf8)
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if has("GIF87a") || has("GIF89a") { return .gif }
        if has("RIFF") && has("WEBP", at: 8) { return .webp }
        if has("%PDF-") { return .pdf }
        return nil
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, String(validating: bytes, as: UTF8.self) != nil else { return false }
        return bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) }
    }
}
