/// A request whose head has been read and whose place in the address book is known.
struct IncomingRequest {
    let facts: RequestFacts
    let framing: BodyFraming
    let match: RouteTable.Match
    let client: ForwardedClient
    /// Where in the input its body begins.
    let headEnd: Int
}
