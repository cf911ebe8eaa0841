import ServiceKit

/// The host of a request, with or without port.
enum RequestAuthority {
    /// Whether `text` is a host name or an address, in brackets if it has colons, and perhaps a port; nothing else.
    static func isPlain(_ text: String) -> Bool {
        guard text.utf8.count <= 255 else { return false }
        var rest = Substring(text)
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]"),
                IPAddress(rest[rest.index(after: rest.startIndex)..<end]) != nil
            else { return false }
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != ":" }
            guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else { return false }
            rest = rest[name.endIndex...]
        }
        guard !rest.isEmpty else { return true }
        let port = rest.dropFirst()
        return rest.hasPrefix(":") && port.utf8.allSatisfy { $0.isDigit } && (UInt16(port) ?? 0) > 0
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
