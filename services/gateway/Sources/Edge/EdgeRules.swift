import HTTPTypes
import ServiceKit

/// The rules of the public port that hold whatever the path: hosts, rates, other origins, and the fields of every answer.
struct EdgeRules: Sendable {
    let hosts: HostRules
    let cors: CORSPolicy
    let forwarding: ForwardingRules
    /// Nil without a limit.
    let rates: RateGate?
    /// Checks the tokens of writes to the board; nil leaves that to the board alone.
    let tokens: TokenCheck?

    /// Nil when a request of this client may go on, else what it is told.
    func refusal(of client: ForwardedClient, path: String) -> (reason: String, problem: Problem)? {
        guard let rates, let address = client.address, Self.isLimited(path), let wait = rates.admit(address) else {
            return nil
        }
        let problem = Problem.tooManyRequests(
            "Too many requests from this address.",
            retryAfter: max(1, Int((wait / .seconds(1)).rounded(.up)))
        )
        return ("rate", problem)
    }

    /// Whether a request that would change something carries a token the board could accept.
    func admitsToken(of facts: RequestFacts, to route: ProxyRoute) -> Bool {
        guard let tokens, route.isGuarded, Self.writing.contains(facts.method) else { return true }
        return tokens.admits(facts.authorization)
    }

    private static let writing: Set<HTTPRequest.Method> = [.post, .put, .patch, .delete]

    /// Probes come from the machine itself and by address: no rule of hosts and rates holds for them.
    static func isProbe(_ path: String) -> Bool {
        path == "/metrics" || path == "/health" || path.hasPrefix("/health/") || path.hasPrefix("/health?")
    }

    /// The page and its parts come as a bunch.
    private static func isLimited(_ path: String) -> Bool {
        !(path == "/" || path.hasPrefix("/assets/") || path.hasPrefix("/?"))
    }
}
