extension RedisConfiguration {
    /// Reads one of the following; credentials are percent-decoded, `ca` and `sentinel_…` are the only parameters.
    ///
    /// - `redis://[user[:password]@]host[:port][/database]`, port 6379 if absent
    /// - `rediss://…[?ca=/path.pem]`, the same with TLS
    /// - `redis+sentinel://[user:password@]host[:port],…/service[/database][?sentinel_user=…&sentinel_password=…]`,
    ///   port 26379 if absent; `rediss+sentinel://` with TLS
    ///
    /// Throws `.invalidConfiguration`, whose message does not quote the URL.
    package init(url: String) throws(RedisError) {
        var parts = try URLParts(url)
        let sentinel = parts.scheme.hasSuffix("+sentinel")
        usesTLS = parts.scheme.hasPrefix("rediss")
        credentials = try parts.credentials()
        let addresses = try parts.addresses(defaultPort: sentinel ? 26_379 : 6_379)
        var path = parts.path
        if sentinel {
            guard !path.isEmpty else { throw .invalid("a sentinel URL needs the service name as its path") }
            endpoint = .sentinels(addresses, service: path.removeFirst())
        } else {
            guard addresses.count == 1 else { throw .invalid("only a sentinel URL may name several hosts") }
            endpoint = .server(addresses[0])
        }
        database = try Self.database(path)
        certificateAuthorityFile = parts.parameters.removeValue(forKey: "ca")
        guard certificateAuthorityFile == nil || usesTLS else { throw .invalid("'ca' needs a rediss:// URL") }
        let sentinelUser = parts.parameters.removeValue(forKey: "sentinel_user")
        let sentinelPassword = parts.parameters.removeValue(forKey: "sentinel_password")
        guard sentinel || (sentinelUser ?? sentinelPassword) == nil else {
            throw .invalid("'sentinel_user' and 'sentinel_password' need a sentinel URL")
        }
        guard sentinelUser == nil || sentinelPassword != nil else {
            throw .invalid("'sentinel_user' needs a 'sentinel_password'")
        }
        sentinelCredentials = sentinelPassword.map { RedisCredentials(username: sentinelUser, password: $0) }
        guard parts.parameters.isEmpty else { throw .invalid("unknown parameter; known: ca, sentinel_user, …") }
    }

    private static func database(_ path: [String]) throws(RedisError) -> Int {
        guard let text = path.first else { return 0 }
        guard path.count == 1, let number = Int(text), number >= 0 else {
            throw .invalid("the database must be one number")
        }
        return number
    }
}

/// A URL taken apart, because the host list of sentinels is no valid URL for the usual parsers.
private struct URLParts {
    static let schemes = ["redis", "rediss", "redis+sentinel", "rediss+sentinel"]

    let scheme: String
    let path: [String]
    var parameters: [String: String] = [:]
    private let userInfo: Substring?
    private let hosts: Substring

    init(_ url: String) throws(RedisError) {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else {
            throw .invalid("expected redis://host:port")
        }
        scheme = url[..<colon].lowercased()
        guard Self.schemes.contains(scheme) else { throw .invalid("the scheme must be redis, rediss or …+sentinel") }
        let afterScheme = url[colon...].dropFirst(3)
        let beforeQuery = afterScheme.prefix { $0 != "?" && $0 != "#" }
        let authority = beforeQuery.prefix { $0 != "/" }
        let at = authority.lastIndex(of: "@")
        userInfo = at.map { authority[..<$0] }
        hosts = at.map { authority[authority.index(after: $0)...] } ?? authority
        var segments: [String] = []
        for segment in beforeQuery[authority.endIndex...].split(separator: "/") {
            segments.append(try Self.decoded(segment))
        }
        path = segments
        let query = afterScheme[beforeQuery.endIndex...].dropFirst().prefix { $0 != "#" }
        for parameter in query.split(separator: "&") {
            let name = parameter.prefix { $0 != "=" }
            parameters[String(name)] = try Self.decoded(parameter[name.endIndex...].dropFirst())
        }
    }

    func credentials() throws(RedisError) -> RedisCredentials? {
        guard let userInfo, !userInfo.isEmpty else { return nil }
        let name = userInfo.prefix { $0 != ":" }
        let password = userInfo[name.endIndex...].dropFirst()
        guard !password.isEmpty else { throw .invalid("a user name needs a password") }
        return RedisCredentials(
            username: name.isEmpty ? nil : try Self.decoded(name),
            password: try Self.decoded(password),
        )
    }

    func addresses(defaultPort: Int) throws(RedisError) -> [RedisConfiguration.Address] {
        var result: [RedisConfiguration.Address] = []
        for item in hosts.split(separator: ",", omittingEmptySubsequences: false) {
            result.append(try Self.address(item, defaultPort: defaultPort))
        }
        return result
    }

    private static func address(
        _ text: Substring,
        defaultPort: Int
    ) throws(RedisError) -> RedisConfiguration.Address {
        let isBracketed = text.hasPrefix("[")
        let host = isBracketed ? text.dropFirst().prefix { $0 != "]" } : text.prefix { $0 != ":" }
        var rest = text[host.endIndex...]
        if isBracketed, rest.popFirst() != "]" { throw .invalid("an IPv6 address lacks its ']'") }
        guard !host.isEmpty else { throw .invalid("a host is missing") }
        guard !rest.isEmpty else { return .init(host: String(host), port: defaultPort) }
        guard rest.popFirst() == ":", let port = UInt16(rest), port > 0 else {
            throw .invalid("a port must be a number from 1 to 65535")
        }
        return .init(host: String(host), port: Int(port))
    }

    private static func decoded(_ text: Substring) throws(RedisError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(Substring(digits), radix: 16) else {
                throw .invalid("'%' must be followed by two hexadecimal digits")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RedisError {
    fileprivate static func invalid(_ reason: String) -> RedisError {
        RedisError(.invalidConfiguration, "Redis URL: \(reason)")
    }
}
