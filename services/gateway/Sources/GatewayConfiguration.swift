package import Configuration
import ServiceKit

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
/// - `TLS_CERT_FILE`, `TLS_KEY_FILE`, `GATEWAY_CONFIG`: reserved; setting one stops the start.
package struct GatewayConfiguration: Sendable {
    package let instances: [UpstreamService: [UpstreamSource]]
    package let webDirectory: String?
    package let leafletDirectory: String
    package let rateLimit: RateLimit?
    package let corsOrigins: [String]
    package let trustedProxies: [AddressBlock]
    package let allowedHosts: [String]
    package let limits: GatewayLimits

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader) throws {
        var instances: [UpstreamService: [UpstreamSource]] = [:]
        for service in UpstreamService.allCases {
            instances[service] = try Self.instances(of: service, reader: reader)
        }
        self.instances = instances
        webDirectory = reader.optionalText("WEB_DIR")
        leafletDirectory = try reader.text("LEAFLET_DIR", default: "/usr/share/javascript/leaflet")
        let rate = try reader.text("RATE_LIMIT", default: "off")
        rateLimit = try rate == "off" ? nil : Self.checked("RATE_LIMIT", rate, "off, or like 100/s", RateLimit.init)
        corsOrigins = try reader.list("CORS_ORIGINS").map { origin in
            try Self.checked("CORS_ORIGINS", origin, "* or an origin like https://app.example.org", Self.origin)
        }
        trustedProxies = try reader.list("TRUSTED_PROXIES").map { text in
            try Self.checked("TRUSTED_PROXIES", text, "an address or a block like 10.0.0.0/8", AddressBlock.init)
        }
        allowedHosts = try reader.list("ALLOWED_HOSTS")
        limits = try Self.limits(reader: reader)
        // TLS that is believed to be on, and is not, would be worse than a start that fails.
        for name in ["TLS_CERT_FILE", "TLS_KEY_FILE", "GATEWAY_CONFIG"] where reader.optionalText(name) != nil {
            throw ConfigurationError(
                key: name,
                problem: "is not supported by this version; a proxy before the gateway can"
            )
        }
    }

    private static func limits(reader: ConfigReader) throws -> GatewayLimits {
        var limits = GatewayLimits()
        let bytes = 1024...(1 << 40)
        let time = Duration.milliseconds(10) ... .seconds(3600)
        limits.bodyBytes = try reader.integer("MAX_BODY_BYTES", default: limits.bodyBytes, in: bytes)
        limits.attachmentBytes = try reader.integer("MAX_ATTACHMENT_BYTES", default: limits.attachmentBytes, in: bytes)
        limits.head.bytes = try reader.integer("MAX_HEADER_BYTES", default: limits.head.bytes, in: 1024...(1 << 20))
        limits.connections = try reader.integer("MAX_CONNECTIONS", default: limits.connections, in: 1...1_000_000)
        limits.inFlight = try reader.integer("MAX_IN_FLIGHT", default: limits.inFlight, in: 1...1_000_000)
        limits.headTimeout = try reader.duration("UPSTREAM_TIMEOUT", default: limits.headTimeout, in: time)
        limits.slowHeadTimeout = try reader.duration("UPSTREAM_SLOW_TIMEOUT", default: limits.slowHeadTimeout, in: time)
        limits.idleTimeout = try reader.duration("UPSTREAM_IDLE_TIMEOUT", default: limits.idleTimeout, in: time)
        limits.tryTimeout = try reader.duration("UPSTREAM_TRY_TIMEOUT", default: limits.tryTimeout, in: time)
        limits.clientHeadTimeout = try reader.duration(
            "CLIENT_HEAD_TIMEOUT",
            default: limits.clientHeadTimeout,
            in: time
        )
        limits.clientBodyTimeout = try reader.duration(
            "CLIENT_BODY_TIMEOUT",
            default: limits.clientBodyTimeout,
            in: time
        )
        limits.clientWriteTimeout = try reader.duration(
            "CLIENT_WRITE_TIMEOUT",
            default: limits.clientWriteTimeout,
            in: time
        )
        limits.clientIdleTimeout = try reader.duration(
            "CLIENT_IDLE_TIMEOUT",
            default: limits.clientIdleTimeout,
            in: time
        )
        limits.staleFor = try reader.duration("STALE_FOR", default: limits.staleFor, in: .zero ... .seconds(86_400))
        return limits
    }

    private static func instances(of service: UpstreamService, reader: ConfigReader) throws -> [UpstreamSource] {
        let fallback = "http://127.0.0.1:\(ServicePort.standard(for: service.rawValue))"
        return try reader.list(service.settingName, default: [fallback]).map { text in
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
