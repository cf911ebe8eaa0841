/// An object's key as the reader compares it: by the FNV-1a hash of its bytes and their count.
///
/// Comparing two words instead of strings keeps the reading of 30,000 keys a snapshot cheap. Two different keys of one length with
/// one 64-bit hash would be taken for each other; whoever manages that has spoilt their own document only.
package struct JSONKey: Hashable, Sendable {
    @usableFromInline let hash: UInt64
    @usableFromInline let count: Int

    package init(_ name: String) {
        var hash = Self.emptyHash
        for byte in name.utf8 { hash = Self.mix(hash, byte) }
        self.hash = hash
        self.count = name.utf8.count
    }

    /// Lets `switch` compare keys without a call through a protocol, in other modules too.
    @inlinable
    package static func ~= (pattern: JSONKey, key: JSONKey) -> Bool {
        pattern.hash == key.hash && pattern.count == key.count
    }

    init(hash: UInt64, count: Int) {
        self.hash = hash
        self.count = count
    }

    static let emptyHash: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
