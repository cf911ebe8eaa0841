package import HTTPTypes
package import ServiceKit

/// `If-Match`: changes only what the client has seen.
package enum EntityTagCondition: Sendable, Equatable {
    /// `*`: whatever is there.
    case anything
    case oneOf([String])

    /// Throws 428 without the header.
    package init(_ headers: HTTPFields) throws(Problem) {
        guard let text = headers[.ifMatch] else {
            throw Problem(
                HTTPResponse.Status(code: 428, reasonPhrase: "Precondition Required"),
                detail: "Send If-Match with the ETag of the version that is to be changed."
            )
        }
        let tags = text.split(separator: ",").map { part in String(part.filter { $0 != " " && $0 != "\t" }) }
        self = tags == ["*"] ? .anything : .oneOf(tags)
    }

    /// Throws 412 unless `etag` is among the tags; weak ones never are.
    package func check(_ etag: String) throws(Problem) {
        guard case .oneOf(let tags) = self, !tags.contains(etag) else { return }
        throw Problem(
            .preconditionFailed,
            detail: "Somebody changed it meanwhile; its present version is \(etag).",
            headers: [.eTag: etag]
        )
    }
}
