import ServiceKit

/// Why a service gave no answer that can be passed on.
enum UpstreamFailure: Hashable, Sendable {
    /// No connection could be made.
    case connect
    /// The answer did not begin in time, or stood still.
    case timeout
    /// The connection ended without an answer.
    case lost
    /// What came is no HTTP.
    case unreadable
    /// The answer broke off.
    case truncated
    /// A status from 500 on, when the request can be taken elsewhere.
    case status(Int)
    /// Every instance rests after failures.
    case resting(Duration)
    /// More requests are under way than the service is given.
    case overload

    /// Label of `gateway_upstream_errors_total`; one of a small set.
    var kind: String {
        switch self {
        case .connect: "connect"
        case .timeout: "timeout"
        case .lost: "connection_lost"
        case .unreadable: "protocol"
        case .truncated: "truncated"
        case .status: "status"
        case .resting: "resting"
        case .overload: "overload"
        }
    }

    /// What the client is told: 502, 503 or 504, naming the service.
    func problem(_ service: UpstreamService) -> Problem {
        let name = service.rawValue
        switch self {
        case .connect: return .badGateway("\(name) cannot be reached.")
        case .timeout: return .gatewayTimeout("\(name) did not answer in time.")
        case .lost: return .badGateway("\(name) closed the connection without an answer.")
        case .truncated, .unreadable, .status:
            return .badGateway("\(name) gave an answer that could not be understood.")
        case .resting(let wait):
            return .unavailable(
                "\(name) has failed several times and is left alone for a moment.",
                retryAfter: max(1, Int((wait / .seconds(1)).rounded(.up)))
            )
        case .overload: return .unavailable("\(name) has too many requests waiting.", retryAfter: 1)
        }
    }
}
