/// Names of documents: they stand in addresses, passages' ids and citations.
enum DocumentID {
    /// `id` as it is; throws when it cannot be one.
    static func checked(
        _ id: String,
        name: String,
        line: Int?,
        limits: DocumentLimits
    ) throws(DocumentError) -> String {
        let isPlain = id.unicodeScalars.allSatisfy { $0 != "#" && $0.value >= 0x20 && $0.value != 0x7F && !$0.isBlank }
        guard !id.isEmpty, id.utf8.count <= limits.idBytes, isPlain else {
            throw DocumentError(
                .badField,
                name,
                line: line,
                "an id has 1 to \(limits.idBytes) bytes without blanks, # and control characters; change it"
            )
        }
        return id
    }

    /// The id of a file without one of its own: its path without the extension, `fares/day ticket.md` → `fares-day-ticket`.
    static func from(path: String) -> String {
        var stem = Substring(path)
        if let dot = stem.lastIndex(of: "."), !stem[dot...].contains("/"), dot > stem.startIndex {
            stem = stem[..<dot]
        }
        let scalars = stem.unicodeScalars.map { scalar in
            scalar == "/" || scalar == "#" || scalar.isBlank || scalar.value < 0x20 ? "-" : scalar
        }
        var id = String.UnicodeScalarView()
        id.append(contentsOf: scalars)
        return String(id)
    }
}
