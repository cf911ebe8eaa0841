import Core

/// How one instance of a service is, by its own account.
package struct ServiceStatus: Sendable {
    package let service: String
    /// `UP`, `DEGRADED` or `DOWN`.
    package let status: String
    package let version: String?
    package let uptimeSeconds: Double?
    /// Time its answer took; nil when there was none.
    package let latency: Duration?
    /// Its components as it lists them, for operators.
    package let components: JSONValue?
    /// Why there was no answer, for operators.
    package let detail: String?
    /// Its address, for operators; nil for the gateway itself.
    package let url: String?
    /// What the gateway's circuit breaker for it says, for operators.
    package var breaker: CircuitBreaker.State?

    /// Without an answer.
    package init(down service: String, url: String, detail: String) {
        self.init(service: service, status: "DOWN", url: url, detail: detail)
    }

    /// By the body of its `/health`.
    package init(service: String, url: String, latency: Duration, body: [UInt8]) {
        guard let health = try? JSONValue(parsing: body), case .string(let status)? = health["status"],
            ["UP", "DEGRADED", "DOWN"].contains(status)
        else {
            self.init(
                service: service,
                status: "DOWN",
                url: url,
                detail: "/health answered something else than health."
            )
            return
        }
        self.init(
            service: service,
            status: status,
            version: health["version"]?.text,
            uptimeSeconds: health["uptime_seconds"]?.number,
            latency: latency,
            components: health["components"],
            url: url
        )
    }

    init(
        service: String,
        status: String,
        version: String? = nil,
        uptimeSeconds: Double? = nil,
        latency: Duration? = nil,
        components: JSONValue? = nil,
        url: String? = nil,
        detail: String? = nil
    ) {
        self.service = service
        self.status = status
        self.version = version
        self.uptimeSeconds = uptimeSeconds
        self.latency = latency
        self.components = components
        self.url = url
        self.detail = detail
    }

    func write(into writer: inout JSONWriter, withDetails: Bool) {
        writer.beginObject()
        writer.field("name", service)
        writer.field("status", status)
        if let version { writer.field("version", version) }
        if let latency { writer.field("latency_ms", latency / .milliseconds(1), decimals: 1) }
        if withDetails {
            if let url { writer.field("url", url) }
            if let uptimeSeconds { writer.field("uptime_seconds", uptimeSeconds, decimals: 1) }
            if let breaker { writer.field("breaker", breaker.rawValue) }
            if let detail { writer.field("detail", detail) }
            if let components {
                writer.key("components")
                components.write(into: &writer)
            }
        }
        writer.endObject()
    }
}
