/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
package struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    private let base: IPAddress
    private let prefixLength: Int

    /// Nil unless `text` is an address, with or without `/` and a length that fits it.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(first) else { return nil }
        let bits = base.bytes.count * 8
        guard let length = parts.count == 1 ? bits : UInt8(parts[1]).map(Int.init), length <= bits else { return nil }
        self.base = base
        prefixLength = length
    }

    package var description: String { "\(base)/\(prefixLength)" }

    /// Whether `address` is one of them; an IPv4 address is in no IPv6 block.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        let whole = prefixLength / 8
        guard address.bytes[..<whole] == base.bytes[..<whole] else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (address.bytes[whole] ^ base.bytes[whole]) >> (8 - rest) == 0
    }
}
