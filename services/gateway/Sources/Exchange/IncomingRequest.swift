/// A request whose head has been read and whose place in the address book is known.
struct IncomingRequest {
    let facts: RequestFacts
    let framing: BodyFraming
    let match: RouteTable.Match
    let client: KnownClient
    /// Where in the input its body begins.
    let headEnd: Int
}

/// What the services are told about the sender of a connection's requests; mostly the same for all of them.
final class KnownClient {
    /// The host it asked for.
    let authority: String?
    /// What a trusted proxy said of it.
    let claims: ForwardedClaims
    let client: ForwardedClient
    /// The fields that say so.
    let lines: [UInt8]

    init(authority: String?, claims: ForwardedClaims = .none, _ client: ForwardedClient) {
        self.authority = authority
        self.claims = claims
        self.client = client
        lines = Array(client.lines.utf8)
    }
}
