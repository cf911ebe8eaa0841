import HTTPTypes
package import Hummingbird
import NIOCore
package import ServiceKit

/// Whose requests come through a proxy of ours: the address that the proxy names counts, not the proxy's.
package struct ClientAddress: Sendable {
    /// Addresses of proxies, or beginnings of addresses that end with a dot or colon.
    private let trusted: [String]

    package init(trusted: [String]) {
        self.trusted = trusted
    }

    /// The address behind the last proxy that is trusted.
    package func text(of request: Request, _ context: AppRequestContext) -> String {
        var address = context.remoteAddress?.ipAddress ?? "unknown"
        guard let name = HTTPField.Name("x-forwarded-for") else { return address }
        let chain = request.headers[values: name].flatMap { $0.split { $0 == "," || $0 == " " } }
        for hop in chain.reversed() {
            guard isTrusted(address) else { break }
            address = String(hop.prefix(45))
        }
        return address
    }

    private func isTrusted(_ address: String) -> Bool {
        trusted.contains { entry in
            entry.hasSuffix(".") || entry.hasSuffix(":") ? address.hasPrefix(entry) : address == entry
        }
    }
}
