package import Core

/// The name of a trained model for good: 1 to 64 of `A-Z a-z 0-9 . _ -`, the first a letter or digit.
///
/// The names that training gives tell the time and the content: `20261122T090000Z-1a2b3c4d`.
package struct ModelVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// Throws `invalid` when `text` is no such name.
    package init(_ text: String) throws(RegistryError) {
        guard RegistryName.isValid(text, maximumBytes: 64) else {
            throw RegistryError(.invalid, "not the name of a model version: \(text.debugDescription)")
        }
        description = text
    }

    /// The version of what was made at `time` and has these checksums.
    package init(at time: Timestamp, checksums: ModelChecksums) {
        let civil = CivilTime(time, utcOffsetSeconds: 0)
        let digits = { (value: Int, width: Int) in
            String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
        }
        let date = digits(civil.year, 4) + digits(civil.month, 2) + digits(civil.day, 2)
        let clock = digits(civil.hour, 2) + digits(civil.minute, 2) + digits(civil.second, 2)
        description = "\(date)T\(clock)Z-\(checksums.contentHash.prefix(8))"
    }

    package static func < (left: ModelVersion, right: ModelVersion) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

/// Names that are safe as parts of a key, a path and a log line.
enum RegistryName {
    static func isValid(_ text: String, maximumBytes: Int) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= maximumBytes else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
