package import HTTPTypes

/// An error that is meant for the client, answered as RFC 9457 problem details.
package struct Problem: Error, Hashable, Sendable {
    /// One wrong field of a request.
    package struct FieldError: Hashable, Sendable {
        /// Dotted path or parameter name.
        package let field: String
        package let message: String

        package init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    package var status: HTTPResponse.Status
    /// `about:blank`, or a stable relative URI of this kind of problem.
    package var type: String
    /// Short and constant for the type; the status's own phrase when the type is `about:blank`.
    package var title: String
    /// What happened in this case, for people; no internals.
    package var detail: String?
    package var errors: [FieldError]
    package var headers: HTTPFields

    package init(
        _ status: HTTPResponse.Status,
        type: String = "about:blank",
        title: String? = nil,
        detail: String? = nil,
        errors: [FieldError] = [],
        headers: HTTPFields = HTTPFields()
    ) {
        self.status = status
        self.type = type
        self.title = title ?? status.reasonPhrase
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }
}

extension Problem: CustomStringConvertible {
    /// One line for logs.
    package var description: String {
        "\(status.code) \(title)" + (detail.map { ": \($0)" } ?? "")
    }
}

extension Problem {
    /// 400.
    package static func badRequest(_ detail: String, errors: [FieldError] = []) -> Problem {
        Problem(.badRequest, detail: detail, errors: errors)
    }

    /// 400 for one field or parameter.
    package static func invalid(_ field: String, _ message: String) -> Problem {
        Problem(
            .badRequest,
            detail: "\(field): \(message)",
            errors: [FieldError(field: field, message: message)]
        )
    }

    /// 401; `challenge` is the value of `WWW-Authenticate`.
    package static func unauthorized(_ detail: String, challenge: String = "Bearer") -> Problem {
        Problem(.unauthorized, detail: detail, headers: [.wwwAuthenticate: challenge])
    }

    /// 403.
    package static func forbidden(_ detail: String) -> Problem {
        Problem(.forbidden, detail: detail)
    }

    /// 404.
    package static func notFound(_ detail: String) -> Problem {
        Problem(.notFound, detail: detail)
    }

    /// 405 with `Allow`.
    package static func methodNotAllowed(allow methods: [String]) -> Problem {
        let list = methods.joined(separator: ", ")
        return Problem(.methodNotAllowed, detail: "This path answers \(list).", headers: [.allow: list])
    }

    /// 408; the connection is closed.
    package static func requestTimeout(_ detail: String) -> Problem {
        Problem(.requestTimeout, detail: detail, headers: [.connection: "close"])
    }

    /// 409.
    package static func conflict(_ detail: String) -> Problem {
        Problem(.conflict, detail: detail)
    }

    /// 412.
    package static func preconditionFailed(_ detail: String) -> Problem {
        Problem(.preconditionFailed, detail: detail)
    }

    /// 413 for a body of more than `limit` bytes.
    package static func payloadTooLarge(limit: Int) -> Problem {
        Problem(.contentTooLarge, detail: "The body may have at most \(limit) bytes.")
    }

    /// 414.
    package static func uriTooLong(limit: Int) -> Problem {
        Problem(.uriTooLong, detail: "The request target may have at most \(limit) bytes.")
    }

    /// 415.
    package static func unsupportedMediaType(_ detail: String) -> Problem {
        Problem(.unsupportedMediaType, detail: detail)
    }

    /// 422.
    package static func unprocessable(_ detail: String, errors: [FieldError] = []) -> Problem {
        Problem(.unprocessableContent, detail: detail, errors: errors)
    }

    /// 429; `retryAfter` in seconds.
    package static func tooManyRequests(_ detail: String, retryAfter: Int? = nil) -> Problem {
        Problem(.tooManyRequests, detail: detail, headers: retryHeaders(retryAfter))
    }

    /// 500 with a fixed text.
    package static let internalError = Problem(
        .internalServerError,
        detail: "The service could not answer this request. The log tells why."
    )

    /// 501.
    package static func notImplemented(_ detail: String) -> Problem {
        Problem(.notImplemented, detail: detail)
    }

    /// 502.
    package static func badGateway(_ detail: String) -> Problem {
        Problem(.badGateway, detail: detail)
    }

    /// 503; `retryAfter` in seconds.
    package static func unavailable(_ detail: String, retryAfter: Int? = nil) -> Problem {
        Problem(.serviceUnavailable, detail: detail, headers: retryHeaders(retryAfter))
    }

    /// 504.
    package static func gatewayTimeout(_ detail: String) -> Problem {
        Problem(.gatewayTimeout, detail: detail)
    }

    private static func retryHeaders(_ seconds: Int?) -> HTTPFields {
        seconds.map { [.retryAfter: String($0)] } ?? [:]
    }
}

/// An error of a service's own that knows which problem it is.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}
