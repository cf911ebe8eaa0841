import Core

/// Tokens whose signature was checked a moment ago: checking costs more than anything else in a small request.
struct VerifiedTokens {
    private static let limit = 10_000
    private var entries: [String: (principal: Principal, expiresAt: Timestamp)] = [:]

    func principal(of token: String, now: Timestamp) -> Principal? {
        guard let entry = entries[token], entry.expiresAt > now else { return nil }
        return entry.principal
    }

    mutating func insert(_ principal: Principal, token: String, expiresAt: Timestamp) {
        if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
        entries[token] = (principal, expiresAt)
    }
}
