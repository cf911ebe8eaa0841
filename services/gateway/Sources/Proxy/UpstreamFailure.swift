package import Curl
package import ServiceKit

/// Why a service gave no answer, as clients and metrics are told.
package struct UpstreamFailure: Error, Sendable {
    /// Label of `gateway_upstream_errors_total`; one of a small set.
    package let kind: String
    /// 502, 503 or 504, naming the service.
    package let problem: Problem
    /// Whether nobody was there, so that another instance may be asked and this one left alone.
    package let isUnreachable: Bool

    package init(_ error: HTTPClientError, service: UpstreamService) {
        let name = service.rawValue
        switch error.code {
        case .connectFailed, .nameResolution, .tls:
            self.init("connect", .badGateway("\(name) cannot be reached."), isUnreachable: true)
        case .timedOut:
            self.init("timeout", .gatewayTimeout("\(name) did not answer in time."))
        case .connectionLost:
            self.init("connection_lost", .badGateway("\(name) closed the connection without an answer."))
        case .tooManyPending, .resources:
            self.init("overload", .unavailable("\(name) has too many requests waiting.", retryAfter: 1))
        case .shutdown, .cancelled:
            self.init("cancelled", .unavailable("The gateway stops.", retryAfter: 5))
        case .invalidRequest:
            self.init("invalid_request", .badRequest("The request cannot be passed on to \(name)."))
        default:
            self.init("protocol", .badGateway("\(name) gave an answer that could not be understood."))
        }
    }

    private init(_ kind: String, _ problem: Problem, isUnreachable: Bool = false) {
        self.kind = kind
        self.problem = problem
        self.isUnreachable = isUnreachable
    }
}
