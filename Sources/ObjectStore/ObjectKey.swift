/// The name of an object within its store: parts joined by slashes, at most 1,024 bytes of UTF-8.
///
/// No part is empty, `.` or `..`, longer than 200 bytes, or has control characters or a backslash; so a key can leave
/// neither its folder nor its bucket's prefix.
package struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What S3 accepts, prefix included.
    package static let maximumBytes = 1024
    /// The file store's own folder, which holds its lock and unfinished writes.
    static let reservedPart = ".object-store"
    /// File systems take 255; the rest is for what a store adds to a name.
    private static let maximumPartBytes = 200

    /// The key as it was given.
    package let description: String

    /// Throws `invalid` when `text` is not a key.
    package init(_ text: String) throws(ObjectStoreError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw ObjectStoreError(.invalid, "an object's key is longer than \(Self.maximumBytes) bytes")
        }
        // By bytes: a slash with a combining mark behind it is one character, and still a slash to the file system.
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy(Self.isPart), let first = parts.first, !first.elementsEqual(Self.reservedPart.utf8)
        else {
            throw ObjectStoreError(.invalid, "not an object's key: \(text.debugDescription)")
        }
        description = text
    }

    /// In the order of the bytes, as S3 lists them.
    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    /// Whether the key's bytes begin with `prefix`.
    package func hasPrefix(_ prefix: String) -> Bool {
        description.utf8.starts(with: prefix.utf8)
    }

    /// Throws `invalid` unless `prefix` is empty or the beginning of some key.
    static func validate(prefix: String) throws(ObjectStoreError) {
        guard !prefix.isEmpty else { return }
        _ = try ObjectKey(prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix)
    }

    private static func isPart(_ part: Substring.UTF8View) -> Bool {
        !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
            && part.count <= maximumPartBytes
            && part.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
}
