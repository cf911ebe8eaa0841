import HTTPTypes
import Hummingbird
import ServiceKit

/// Finds out who asks, from `Authorization: Bearer`.
struct Authenticator: Sendable {
    let tokens: TokenAuthority

    /// Throws 401 without a good token.
    func principal(_ request: Request) async throws -> Principal {
        guard let principal = try await optionalPrincipal(request) else {
            throw Problem.unauthorized("Sign in and send the access token as Authorization: Bearer.")
        }
        return principal
    }

    /// Nil without a token; throws 401 when there is one that is not good.
    func optionalPrincipal(_ request: Request) async throws -> Principal? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 4096,
            let principal = await tokens.principal(of: String(parts[1]))
        else {
            throw Problem.unauthorized("The access token is not good or has expired.", challenge: Problem.invalidToken)
        }
        return principal
    }
}

extension Problem {
    fileprivate static let invalidToken = "Bearer error=\"invalid_token\""

    static let voidToken = unauthorized("The token is void; refresh it or sign in again.", challenge: invalidToken)
}
