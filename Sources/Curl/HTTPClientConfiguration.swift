/// Limits and identity of one ``HTTPClient``.
package struct HTTPClientConfiguration: Sendable {
    /// How long looking up the name, connecting and the TLS handshake may take together.
    package var connectTimeout: Duration
    /// How many transfers run at the same time, each on a connection of its own; the others wait.
    package var maximumConnections: Int
    /// The same for one scheme, host and port.
    package var maximumConnectionsPerHost: Int
    /// How many requests may wait for a connection before the next one fails with `tooManyPending`.
    package var maximumPendingRequests: Int
    /// Sent as `User-Agent` unless a request brings its own.
    package var userAgent: String
    /// File of PEM certificates that replaces the system's certificate authorities.
    package var caFile: String?
    /// Off only for asking oneself on the loopback address, which stands in no certificate.
    package var verifiesCertificates: Bool
    /// How long an unused connection is fit for reuse; shorter than the peer's own limit, lest the peer close it just
    /// then. Whole seconds, at least one.
    package var idleConnectionLifetime: Duration
    /// How many bytes of a response head, status line included, are accepted.
    package var maximumHeadBytes: Int
    /// How many bytes of a streamed body wait for their reader, in each direction, before the sender is held back.
    package var bufferBytes: Int

    /// Every limit has a default that suits a service on one machine.
    package init(
        connectTimeout: Duration = .seconds(3),
        maximumConnections: Int = 512,
        maximumConnectionsPerHost: Int = 128,
        maximumPendingRequests: Int = 4096,
        userAgent: String = "ttareungi",
        caFile: String? = nil,
        verifiesCertificates: Bool = true,
        idleConnectionLifetime: Duration = .seconds(30),
        maximumHeadBytes: Int = 64 * 1024,
        bufferBytes: Int = 256 * 1024,
    ) {
        self.connectTimeout = connectTimeout
        self.maximumConnections = max(1, maximumConnections)
        self.maximumConnectionsPerHost = max(1, maximumConnectionsPerHost)
        self.maximumPendingRequests = max(0, maximumPendingRequests)
        self.userAgent = userAgent
        self.caFile = caFile
        self.verifiesCertificates = verifiesCertificates
        self.idleConnectionLifetime = idleConnectionLifetime
        self.maximumHeadBytes = max(1024, maximumHeadBytes)
        self.bufferBytes = max(1, bufferBytes)
    }
}
