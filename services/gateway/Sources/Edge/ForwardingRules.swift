package import ServiceKit

/// Whose word about the client is believed.
package struct ForwardingRules: Sendable {
    /// Proxies before the gateway. What anybody else says about the client is replaced.
    private let trusted: TrustedProxies

    package init(trusted: TrustedProxies) {
        self.trusted = trusted
    }

    /// Who sent the request, by what is known of the peer and what a trusted peer claims; `isTLS` is how the peer came.
    package func client(peer: IPAddress?, claims: ForwardedClaims, authority: String?, isTLS: Bool) -> ForwardedClient {
        var client = ForwardedClient(
            address: peer,
            forwardedFor: peer?.description ?? "unknown",
            proto: isTLS ? "https" : "http",
            host: authority
        )
        guard let peer, isTrusted(peer) else { return client }
        client.address = trusted.client(behind: peer, hops: claims.hops)
        client.forwardedFor = (claims.hops.filter { IPAddress($0) != nil } + [peer.description]).joined(separator: ", ")
        if let proto = claims.proto, proto == "http" || proto == "https" { client.proto = proto }
        if let host = claims.host, RequestAuthority.isPlain(host) { client.host = host }
        return client
    }

    /// Whether `peer`'s claims are worth reading.
    package func isTrusted(_ peer: IPAddress) -> Bool { trusted.contains(peer) }
}

/// What a request says about where it came from.
package struct ForwardedClaims: Hashable, Sendable {
    /// Addresses, the client's first.
    package var hops: [String] = []
    package var proto: String?
    package var host: String?

    /// Of a request that says nothing.
    static let none = ForwardedClaims()

    /// `forwardedFor` and the others are the values of the `X-Forwarded-…` fields; `forwarded` those of RFC 7239, which are
    /// read only where the older ones are not there.
    package init(forwardedFor: [String] = [], proto: String? = nil, host: String? = nil, forwarded: [String] = []) {
        hops = TrustedProxies.hops(forwardedFor)
        self.proto = proto
        self.host = host
        guard forwardedFor.isEmpty, proto == nil, host == nil else { return }
        for element in forwarded.joined(separator: ",").split(separator: ",") {
            for pair in element.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let value = parts[1].trimmingBlanks().filter { $0 != "\"" }
                switch parts[0].trimmingBlanks().lowercased() {
                case "for": hops.append(Self.address(value))
                case "proto": self.proto = value
                case "host": self.host = value
                default: break
                }
            }
        }
    }

    init(_ head: HeadScanner, _ bytes: borrowing Span<UInt8>) {
        var forwardedFor: [String] = []
        var forwarded: [String] = []
        var proto: String?
        var host: String?
        for field in head.fields {
            switch field.known {
            case .forwardedFor: forwardedFor.append(bytes.text(from: field.valueStart, to: field.valueEnd))
            case .forwarded: forwarded.append(bytes.text(from: field.valueStart, to: field.valueEnd))
            case .forwardedProto: proto = bytes.text(from: field.valueStart, to: field.valueEnd)
            case .forwardedHost: host = bytes.text(from: field.valueStart, to: field.valueEnd)
            default: break
            }
        }
        guard !forwardedFor.isEmpty || !forwarded.isEmpty || proto != nil || host != nil else {
            self = .none
            return
        }
        self.init(forwardedFor: forwardedFor, proto: proto, host: host, forwarded: forwarded)
    }

    /// `[2001:db8::1]:4711` and `1.2.3.4:4711` without port and brackets.
    private static func address(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        return text.contains(".") ? String(text.prefix { $0 != ":" }) : text
    }
}

/// A request's sender, as the services are told.
package struct ForwardedClient: Hashable, Sendable {
    /// The address that limits go by.
    package var address: IPAddress?
    package var forwardedFor: String
    package var proto: String
    package var host: String?

    /// The fields that say so, each line ended.
    package var lines: String {
        var lines = "x-forwarded-for: \(forwardedFor)\r\nx-forwarded-proto: \(proto)\r\n"
        if let host { lines += "x-forwarded-host: \(host)\r\n" }
        let node = address.map { Self.node($0.description) } ?? "unknown"
        lines += "forwarded: for=\(node);proto=\(proto)"
        if let host { lines += ";host=\"\(host)\"" }
        return lines + "\r\n"
    }

    /// An address as `Forwarded` writes it (RFC 7239, 6).
    private static func node(_ address: String) -> String {
        address.utf8.contains(UInt8(ascii: ":")) ? "\"[\(address)]\"" : address
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
