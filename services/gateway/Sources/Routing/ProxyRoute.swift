package import HTTPTypes

/// One line of the address book: a path, its methods and the service that answers them.
package final class ProxyRoute: Sendable {
    /// How long the service may think before its answer starts.
    package enum Pace: String, CaseIterable, Sendable {
        case normal
        /// Language models and training.
        case slow
        /// Opens at once, then stays open.
        case stream
    }

    /// Which limit holds for the request's body.
    package enum BodyKind: String, CaseIterable, Sendable {
        case standard
        case attachment
    }

    package let pattern: String
    /// HEAD and OPTIONS come on top.
    package let methods: [HTTPRequest.Method]
    package let service: UpstreamService
    package let pace: Pace
    package let body: BodyKind
    /// Whether an older answer is better than none.
    package let staysUsable: Bool
    /// Whether a token is checked before the service is asked to change anything.
    package let isGuarded: Bool
    /// How long the service may take, where ``pace`` does not say it well enough.
    package let timeout: Duration?
    let path: PathPattern

    package init(
        _ pattern: String,
        _ methods: [HTTPRequest.Method],
        to service: UpstreamService,
        pace: Pace = .normal,
        body: BodyKind = .standard,
        staysUsable: Bool = false,
        isGuarded: Bool = false,
        timeout: Duration? = nil
    ) {
        self.pattern = pattern
        self.methods = methods
        self.service = service
        self.pace = pace
        self.body = body
        self.staysUsable = staysUsable
        self.isGuarded = isGuarded
        self.timeout = timeout
        path = PathPattern(pattern)
    }

    /// Whether the service is asked for `method`; HEAD wherever GET is.
    package func answers(_ method: HTTPRequest.Method) -> Bool {
        methods.contains(method == .head ? .get : method)
    }
}
