import ServiceKit

/// Where an instance of a service is: `http://host:port`.
package struct UpstreamAddress: Hashable, Sendable, CustomStringConvertible {
    package let isTLS: Bool
    /// Without brackets.
    package let host: String
    package let port: Int

    package init(isTLS: Bool, host: String, port: Int) {
        self.isTLS = isTLS
        self.host = host
        self.port = port
    }

    /// Nil unless `text` is a scheme, a host and perhaps a port and a slash.
    package init?(_ text: String) {
        var rest = Substring(text)
        if rest.hasPrefix("http://") {
            isTLS = false
        } else if rest.hasPrefix("https://") {
            isTLS = true
        } else {
            return nil
        }
        rest = rest.dropFirst(isTLS ? 8 : 7)
        if rest.hasSuffix("/") { rest.removeLast() }
        var portText: Substring?
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            guard IPAddress(host) != nil else { return nil }
            let tail = rest[rest.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else {
            let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, !name.isEmpty, name.utf8.allSatisfy(RequestAuthority.isNameByte) else {
                return nil
            }
            host = String(name)
            portText = parts.count > 1 ? parts[1] : nil
        }
        guard let portText else {
            port = isTLS ? 443 : 80
            return
        }
        guard let port = UInt16(portText), port > 0, portText.utf8.allSatisfy({ $0.isDigit }) else { return nil }
        self.port = Int(port)
    }

    /// For the `Host` field.
    package var authority: String {
        (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }

    package var description: String { (isTLS ? "https://" : "http://") + authority }
}
