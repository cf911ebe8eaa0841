import HTTPTypes
import Hummingbird
import ServiceKit

/// An answer on its way out.
struct BoardAnswer: Sendable {
    let stored: StoredAnswer
    /// Whether it was given before, to the same request.
    let isRepeated: Bool

    init(_ stored: StoredAnswer, isRepeated: Bool = false) {
        self.stored = stored
        self.isRepeated = isRepeated
    }

    var response: Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers[.location] = stored.location
        headers[.eTag] = stored.etag
        if isRepeated { headers[.idempotencyReplayed] = "true" }
        let status = HTTPResponse.Status(code: stored.status)
        guard !stored.body.isEmpty else { return Response(status: status, headers: headers) }
        return Response.json(stored.body, status: status, headers: headers)
    }
}
