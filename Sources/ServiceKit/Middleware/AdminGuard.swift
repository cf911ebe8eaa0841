import HTTPTypes
package import Hummingbird

/// Lets only requests with `Authorization: Bearer $ADMIN_TOKEN` through.
package struct AdminGuard: RouterMiddleware {
    package typealias Context = AppRequestContext

    private let token: String?

    /// Without a token nothing is let through: every request is answered 403.
    package init(token: String?) {
        self.token = token
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try check(request)
        return try await next(request, context)
    }

    /// Throws ``Problem``: 403 when no token is configured, 401 when the request's is missing or wrong.
    package func check(_ request: Request) throws(Problem) {
        guard let token else {
            throw .forbidden("Administrative requests are switched off: the service has no ADMIN_TOKEN.")
        }
        guard let header = request.headers[.authorization],
            let separator = header.firstIndex(of: " "), header[..<separator].lowercased() == "bearer"
        else {
            throw .unauthorized("Send the administrator's token as Authorization: Bearer.")
        }
        let given = header[separator...].trimmingSpaces()
        guard Self.isEqual(given, token) else {
            throw .unauthorized("The administrator's token is wrong.", challenge: "Bearer error=\"invalid_token\"")
        }
    }

    /// Whether the request carries the token; for answers that show the administrator more.
    package func admits(_ request: Request) -> Bool {
        do {
            try check(request)
            return true
        } catch {
            return false
        }
    }

    /// Takes as long for a wrong token as for the right one; only the length of the given one shows.
    private static func isEqual(_ given: String, _ expected: String) -> Bool {
        let given = Array(given.utf8)
        let expected = Array(expected.utf8)
        guard !expected.isEmpty else { return false }
        var difference: UInt8 = given.count == expected.count ? 0 : 1
        for (index, byte) in given.enumerated() {
            difference |= byte ^ expected[index % expected.count]
        }
        return difference == 0
    }
}
