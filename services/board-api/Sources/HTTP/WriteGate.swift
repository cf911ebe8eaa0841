import HTTPTypes
import Hummingbird
import ServiceKit

/// Lets a request that changes something in: with a good token, and not too many of an account or an address.
struct WriteGate: Sendable {
    let authenticator: Authenticator
    let proxies: TrustedProxies
    let accountLimiter: DeedLimiter
    let addressLimiter: DeedLimiter

    /// Throws 401 or 429.
    func admit(_ request: Request, _ context: AppRequestContext) async throws -> Principal {
        try addressLimiter.count(address(of: request, context))
        let principal = try await authenticator.principal(request)
        try accountLimiter.count(account: principal.accountID)
        return principal
    }

    /// Where the request comes from, behind the proxies that are trusted; nil for a Unix domain socket.
    func address(of request: Request, _ context: AppRequestContext) -> IPAddress? {
        context.remoteAddress.flatMap { IPAddress($0) }.map { peer in
            proxies.client(behind: peer, hops: TrustedProxies.hops(request.headers[values: .forwardedFor]))
        }
    }
}
