/// What is signed of a request.
package struct AWSRequest: Sendable {
    package var method: String
    /// The path, percent-encoded once, as it goes onto the wire.
    package var path: String
    /// Names and values, not encoded.
    package var query: [(name: String, value: String)]
    /// All fields that are to be signed, `host` among them.
    package var headers: [(name: String, value: String)]
    /// SHA-256 of the body in hexadecimal.
    package var payloadHash: String

    package init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)],
        payloadHash: String,
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.payloadHash = payloadHash
    }

    /// The query as it is signed and as it goes onto the wire: encoded, in the order of the encoded names.
    package var canonicalQuery: String {
        query.map { (URIEncoding.encode($0.name), URIEncoding.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }
            .joined(separator: "&")
    }

    /// The names of the signed fields, in order.
    var signedHeaderNames: String {
        canonicalHeaders.map(\.name).joined(separator: ";")
    }

    /// The text whose hash is signed.
    var canonicalText: String {
        let fields = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
        return [method, path, canonicalQuery, fields, signedHeaderNames, payloadHash].joined(separator: "\n")
    }

    private var canonicalHeaders: [(name: String, value: String)] {
        headers.map { (name: $0.name.lowercased(), value: Self.folded($0.value)) }.sorted { $0.name < $1.name }
    }

    /// Without blanks around it, and with one blank where there were several.
    private static func folded(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
