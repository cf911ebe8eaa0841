import Logging
import ServiceKit

/// The access log: one line for each request.
struct RequestLog {
    private let edge: Edge

    init(_ edge: Edge) {
        self.edge = edge
    }

    /// `route` is the template, never the path; `bytes` are those of the answer's body.
    func write(
        facts: RequestFacts?,
        route: String,
        status: Int,
        bytes: Int,
        duration: Duration,
        client: IPAddress?,
        upstream: UpstreamInstance?,
        requestID: String? = nil,
        note: String? = nil
    ) {
        guard edge.isLogging else { return }
        var metadata: Logger.Metadata = [
            "http.method": .string(RequestMethodLabel(facts?.method).text),
            "http.route": .string(route),
            "http.status": .stringConvertible(status),
            "duration_ms": .stringConvertible(duration / .milliseconds(1)),
            "bytes": .stringConvertible(bytes),
        ]
        if let client { metadata["client.address"] = .stringConvertible(client) }
        if let requestID { metadata["request.id"] = .string(requestID) }
        if let upstream { metadata["upstream"] = .string("\(upstream.service.rawValue) \(upstream.address.authority)") }
        if let note { metadata["note"] = .string(note) }
        edge.logger.info("Request answered", metadata: metadata)
    }
}
