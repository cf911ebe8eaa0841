import Core
import Hummingbird
import ServiceKit

/// Lets a request that changes something in: with a good token, and not too many of an account or an address.
struct WriteGate: Sendable {
    let authenticator: Authenticator
    let addresses: ClientAddress
    let accountLimiter: RateLimiter
    let addressLimiter: RateLimiter

    /// Throws 401 or 429.
    func admit(_ request: Request, _ context: AppRequestContext) async throws -> Principal {
        // Real time: a simulated clock must not open the gate.
        let now = WallClock.realNow()
        try addressLimiter.count(addresses.text(of: request, context), now: now)
        let principal = try await authenticator.principal(request)
        try accountLimiter.count(String(principal.accountID), now: now)
        return principal
    }
}
