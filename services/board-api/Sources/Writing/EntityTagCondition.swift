package import HTTPTypes
package import ServiceKit

/// `If-Match`: changes only what the client has seen.
package enum EntityTagCondition: Sendable, Equatable {
    /// `*`: whatever is there.
    case anything
    /// Tags without their `W/`. RFC 9110 wants strong ones here, as two texts might share a weak tag; but a proxy that
    /// compresses an answer makes its tag weak, and the number of a version is the same whatever coding the answer had.
    case oneOf([String])

    /// Throws 428 without the header, 400 when it holds no tag.
    package init(_ headers: HTTPFields) throws(Problem) {
        guard let text = headers[.ifMatch] else {
            throw Problem(
                HTTPResponse.Status(code: 428, reasonPhrase: "Precondition Required"),
                detail: "Send If-Match with the ETag of the version that is to be changed."
            )
        }
        let tags = text.split(separator: ",").map { part in
            let tag = part.filter { $0 != " " && $0 != "\t" }
            return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
        }
        guard tags != ["*"] else {
            self = .anything
            return
        }
        guard tags.allSatisfy({ $0.utf8.count >= 2 && $0.hasPrefix("\"") && $0.hasSuffix("\"") }), !tags.isEmpty else {
            throw .invalid("If-Match", "must be an ETag as it was sent, with its quotation marks, or *")
        }
        self = .oneOf(tags)
    }

    /// Throws 412 unless `etag` is among the tags.
    package func check(_ etag: String) throws(Problem) {
        guard case .oneOf(let tags) = self, !tags.contains(etag) else { return }
        throw Problem(
            .preconditionFailed,
            detail: "Somebody changed it meanwhile; its present version is \(etag).",
            headers: [.eTag: etag]
        )
    }
}
