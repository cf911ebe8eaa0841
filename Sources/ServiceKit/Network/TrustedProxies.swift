package import Configuration

/// The proxies whose `X-Forwarded-…` is believed.
package struct TrustedProxies: Sendable {
    /// Nobody looks further back than this in `X-Forwarded-For`.
    private static let maximumHops = 32

    /// As they are configured.
    package let blocks: [AddressBlock]

    /// Believes `blocks`.
    package init(_ blocks: [AddressBlock]) {
        self.blocks = blocks
    }

    /// Reads `TRUSTED_PROXIES`; throws ``ConfigurationError``.
    package init(reader: ConfigReader, default fallback: [String] = []) throws {
        blocks = try reader.list("TRUSTED_PROXIES", default: fallback).map { text in
            guard let block = AddressBlock(text) else {
                let problem = "'\(text)' is not an address or a block like 10.0.0.0/8"
                throw ConfigurationError(key: "TRUSTED_PROXIES", problem: problem)
            }
            return block
        }
    }

    /// Whether `address` is one of theirs.
    package func contains(_ address: IPAddress) -> Bool {
        blocks.contains { $0.contains(address) }
    }

    /// The entries of `X-Forwarded-For`, the nearest hop last.
    package static func hops(_ values: [String]) -> [String] {
        values.joined(separator: ",").split(separator: ",").suffix(maximumHops).map { $0.trimmingSpaces() }
    }

    /// Whose request it is that `peer` passed on: from the nearest hop outwards the first address that is not one of the
    /// proxies; `peer` itself when it is none.
    package func client(behind peer: IPAddress, hops: [String]) -> IPAddress {
        var client = peer
        for hop in hops.reversed() {
            guard contains(client), let address = IPAddress(hop) else { break }
            client = address
        }
        return client
    }
}
