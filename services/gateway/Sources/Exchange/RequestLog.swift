import HTTPTypes
import Logging

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
            "http.method": .string(Self.methodLabel(facts?.method)),
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

    private static let known: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Methods are labels: those nobody knows are one.
    static func methodLabel(_ method: HTTPRequest.Method?) -> String {
        guard let method else { return "unreadable" }
        return known.contains(method.rawValue) ? method.rawValue : "other"
    }
}
