/// Folders as the settings name them.
enum FileLocation {
    /// The path in `file:/path`, `file:///path`, `file:relative` or a plain path; throws `invalid` for other schemes.
    static func path(url: String) throws(ObjectStoreError) -> String {
        var path = Substring(url)
        if url.hasPrefix("file:") {
            path = path.dropFirst("file:".count)
            if path.hasPrefix("//") {
                path = path.dropFirst(2)
                if path.hasPrefix("localhost/") { path = path.dropFirst("localhost".count) }
                guard path.hasPrefix("/") else {
                    throw ObjectStoreError(.invalid, "a file: URL names no other machine: file:///path")
                }
            }
        } else if let scheme = url.firstRange(of: "://").map({ url[..<$0.lowerBound] }), isScheme(scheme) {
            throw ObjectStoreError(.invalid, "no store has the scheme \(scheme)://; there are file: and s3://")
        }
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw ObjectStoreError(.invalid, "the URL of the store names no folder")
        }
        return String(path)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte < 0x80 && (Unicode.Scalar(byte).properties.isAlphabetic || byte == UInt8(ascii: "+"))
            }
    }
}
