package import HTTPTypes
package import NIOCore

/// Whose word about the client is believed.
package struct ForwardingRules: Sendable {
    /// Nobody looks further back than this in `X-Forwarded-For`.
    private static let maximumHops = 32

    /// Proxies before the gateway. What anybody else says about the client is replaced.
    package let trusted: [AddressBlock]

    package init(trusted: [AddressBlock]) {
        self.trusted = trusted
    }

    /// Who sent the request, by what is known of the peer and what a trusted peer says.
    package func client(peer: SocketAddress?, fields: HTTPFields, authority: String?) -> ForwardedClient {
        let address = peer.flatMap { IPAddress($0) }
        var client = ForwardedClient(
            address: address,
            forwardedFor: address?.description ?? "unknown",
            proto: "http",
            host: authority
        )
        guard let address, isTrusted(address) else { return client }
        let hops = (fields[values: .forwardedFor].joined(separator: ","))
            .split(separator: ",")
            .suffix(Self.maximumHops)
            .map { $0.trimmingBlanks() }
        // From the nearest hop outwards: the first address that is not one of our proxies is the client's.
        for hop in hops.reversed() {
            guard let hop = IPAddress(hop) else { break }
            client.address = hop
            guard isTrusted(hop) else { break }
        }
        client.forwardedFor = (hops.filter { IPAddress($0) != nil } + [address.description]).joined(separator: ", ")
        if let proto = fields[.forwardedProto], proto == "http" || proto == "https" { client.proto = proto }
        if let host = fields[.forwardedHost], !host.isEmpty { client.host = host }
        return client
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trusted.contains { $0.contains(address) }
    }
}

/// A request's sender, as the services are told.
package struct ForwardedClient: Hashable, Sendable {
    /// The address that limits go by.
    package var address: IPAddress?
    package var forwardedFor: String
    package var proto: String
    package var host: String?

    /// The headers that say so.
    package var headers: [(name: String, value: String)] {
        var headers = [(name: "x-forwarded-for", value: forwardedFor), (name: "x-forwarded-proto", value: proto)]
        if let host { headers.append((name: "x-forwarded-host", value: host)) }
        return headers
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    func trimmingBlanks() -> String {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...last])
    }
}
