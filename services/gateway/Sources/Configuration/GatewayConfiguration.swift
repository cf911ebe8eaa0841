package import Configuration
package import ServiceKit

/// What the gateway reads besides the common settings.
///
/// ## Configuration keys:
/// - `COLLECTOR_URL`, `PREDICTOR_URL`, `RAG_API_URL`, `BOARD_API_URL` (http://127.0.0.1:8081 … 8084): addresses of the
///   services; a comma list takes turns. `dns+http://name:port` stands for the addresses of the name.
/// - `WEB_DIR` (found beside the executable or in a checkout): folder of the web pages.
/// - `LEAFLET_DIR` (/usr/share/javascript/leaflet): folder served at `/assets/leaflet/`.
/// - `RATE_LIMIT` (off): requests of one address, e.g. `100/s`.
/// - `CORS_ORIGINS` (none): comma list of origins whose pages may read answers, or `*`.
/// - `TRUSTED_PROXIES` (none): comma list of addresses and blocks whose `X-Forwarded-…` are believed.
/// - `ALLOWED_HOSTS` (any): comma list of host names, `*.example.org` for all below.
/// - `MAX_BODY_BYTES` (1048576), `MAX_ATTACHMENT_BYTES` (20971520): longest request bodies.
/// - `UPSTREAM_TIMEOUT` (10s), `UPSTREAM_SLOW_TIMEOUT` (2m): until an answer begins; slow are `/api/chat` and `/ai`.
/// - `UPSTREAM_IDLE_TIMEOUT` (1m): how long a body may stand still.
/// - `MAX_HEADER_BYTES` (32768), `MAX_CONNECTIONS` (10000), `MAX_IN_FLIGHT` (1024, for each service).
/// - `UPSTREAM_AT_ONCE` (24), `UPSTREAM_TURN_WAIT` (200ms): reads that a loop sends to one instance at once, and how long
///   others wait for their turn, see ``RequestLine``.
/// - `UPSTREAM_TRY_TIMEOUT` (1s): what one instance gets when another could answer a read instead.
/// - `STALE_FOR` (1h): how old an answer may be that stands in for a service that is down.
/// - `CLIENT_HEAD_TIMEOUT` (10s), `CLIENT_BODY_TIMEOUT` (10s), `CLIENT_WRITE_TIMEOUT` (30s), `CLIENT_IDLE_TIMEOUT` (1m).
/// - `GATEWAY_CONFIG` (none): a YAML file with any of these and further routes; the environment stands above it.
/// - `JWKS_URL` (none): the public keys of board-api; with it, changes to the board need a valid token here already.
/// - `TLS_CERT_FILE`, `TLS_KEY_FILE` (none): certificate chain and private key, PEM; with both, HTTP/1.1 and HTTP/2 over TLS.
///   In the environment only, where `gateway health` looks too.
package struct GatewayConfiguration: Sendable {
    package let instances: [UpstreamService: [UpstreamSource]]
    package let webDirectory: String?
    package let leafletDirectory: String
    package let rateLimit: RateLimit?
    package let corsOrigins: [String]
    package let trustedProxies: TrustedProxies
    package let allowedHosts: [String]
    package let limits: GatewayLimits
    /// The suite's own routes and those of the file.
    package let table: RouteTable
    package let tls: TLSFiles?
    package let jwksURL: String?

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader) throws {
        let file = try reader.optionalText("GATEWAY_CONFIG").map(GatewayFile.init(path:))
        let settings = LayeredSettings(reader, below: file?.settings ?? [:])
        var instances: [UpstreamService: [UpstreamSource]] = [:]
        for service in UpstreamService.allCases {
            instances[service] = try Self.instances(of: service, settings)
        }
        self.instances = instances
        webDirectory = settings["WEB_DIR"].optionalText("WEB_DIR")
        leafletDirectory = try settings["LEAFLET_DIR"].text("LEAFLET_DIR", default: "/usr/share/javascript/leaflet")
        let rate = try settings["RATE_LIMIT"].text("RATE_LIMIT", default: "off")
        rateLimit = try rate == "off" ? nil : Self.checked("RATE_LIMIT", rate, "off, or like 100/s", RateLimit.init)
        corsOrigins = try settings["CORS_ORIGINS"].list("CORS_ORIGINS").map { origin in
            try Self.checked("CORS_ORIGINS", origin, "* or an origin like https://app.example.org", Self.origin)
        }
        trustedProxies = try TrustedProxies(reader: settings["TRUSTED_PROXIES"])
        allowedHosts = try settings["ALLOWED_HOSTS"].list("ALLOWED_HOSTS")
        limits = try Self.limits(settings)
        table = RouteTable.standard.adding(file?.routes ?? [])
        tls = try Self.tls(reader)
        jwksURL = try settings["JWKS_URL"].optionalText("JWKS_URL").map { text in
            try Self.checked("JWKS_URL", text, "an address like http://board-api:8084/.well-known/jwks.json") { text in
                text.hasPrefix("http://") || text.hasPrefix("https://") ? text : nil
            }
        }
        try settings.requireAllRead()
    }

    private static func limits(_ settings: LayeredSettings) throws -> GatewayLimits {
        var limits = GatewayLimits()
        func number(_ name: String, _ value: inout Int, in range: ClosedRange<Int>) throws {
            value = try settings[name].integer(name, default: value, in: range)
        }
        func time(_ name: String, _ value: inout Duration, from shortest: Duration = .milliseconds(10)) throws {
            value = try settings[name].duration(name, default: value, in: shortest ... .seconds(86_400))
        }
        try number("MAX_BODY_BYTES", &limits.bodyBytes, in: 1024...(1 << 40))
        try number("MAX_ATTACHMENT_BYTES", &limits.attachmentBytes, in: 1024...(1 << 40))
        try number("MAX_HEADER_BYTES", &limits.head.bytes, in: 1024...(1 << 20))
        try number("MAX_CONNECTIONS", &limits.connections, in: 1...1_000_000)
        try number("MAX_IN_FLIGHT", &limits.inFlight, in: 1...1_000_000)
        try number("UPSTREAM_AT_ONCE", &limits.atOnce, in: 1...1_000_000)
        try time("UPSTREAM_TURN_WAIT", &limits.turnWait)
        try time("UPSTREAM_TIMEOUT", &limits.headTimeout)
        try time("UPSTREAM_SLOW_TIMEOUT", &limits.slowHeadTimeout)
        try time("UPSTREAM_IDLE_TIMEOUT", &limits.idleTimeout)
        try time("UPSTREAM_TRY_TIMEOUT", &limits.tryTimeout)
        try time("CLIENT_HEAD_TIMEOUT", &limits.clientHeadTimeout)
        try time("CLIENT_BODY_TIMEOUT", &limits.clientBodyTimeout)
        try time("CLIENT_WRITE_TIMEOUT", &limits.clientWriteTimeout)
        try time("CLIENT_IDLE_TIMEOUT", &limits.clientIdleTimeout)
        try time("STALE_FOR", &limits.staleFor, from: .zero)
        return limits
    }

    /// Half of it would be TLS that is believed to be on, and is not.
    private static func tls(_ reader: ConfigReader) throws -> TLSFiles? {
        switch (reader.optionalText("TLS_CERT_FILE"), reader.optionalText("TLS_KEY_FILE")) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
        case (_?, nil): throw ConfigurationError(key: "TLS_CERT_FILE", problem: "needs TLS_KEY_FILE beside it")
        case (nil, _?): throw ConfigurationError(key: "TLS_KEY_FILE", problem: "needs TLS_CERT_FILE beside it")
        }
    }

    private static func instances(of service: UpstreamService, _ settings: LayeredSettings) throws -> [UpstreamSource] {
        let fallback = "http://127.0.0.1:\(ServicePort.standard(for: service.rawValue))"
        return try settings[service.settingName].list(service.settingName, default: [fallback]).map { text in
            try checked(service.settingName, text, "like http://host:port, without a path", UpstreamSource.init)
        }
    }

    private static func checked<Value>(
        _ name: String,
        _ text: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws -> Value {
        guard let value = parse(text) else {
            throw ConfigurationError(key: name, problem: "'\(text)' is not \(expected)")
        }
        return value
    }

    private static func origin(_ text: String) -> String? {
        if text == "*" { return text }
        guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }) else { return nil }
        let authority = text.dropFirst(scheme.count)
        let isPlain = authority.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || ".-_:[]".utf8.contains(byte)
        }
        return authority.isEmpty || !isPlain ? nil : text
    }
}
