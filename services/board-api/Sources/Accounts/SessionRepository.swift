package import Core

/// Sessions: one sign-in each, with its family of refresh tokens, of which only the newest is good.
package protocol SessionRepository {
    func insert(accountID: Int64, now: Timestamp, expiresAt: Timestamp) throws -> Int64
    func insertToken(hash: [UInt8], sessionID: Int64, expiresAt: Timestamp) throws
    /// Locked until the transaction ends.
    func token(hash: [UInt8]) throws -> RefreshToken?
    func markUsed(hash: [UInt8], now: Timestamp) throws
    func revoke(_ sessionID: Int64, now: Timestamp) throws
    func revokeAll(accountID: Int64, now: Timestamp) throws
    /// Removes all sessions of the account and their tokens.
    func deleteAll(accountID: Int64) throws
    /// Removes the tokens of a session that nobody could use any more.
    func deleteExpiredTokens(_ sessionID: Int64, before: Timestamp) throws
    func deleteExpired(before: Timestamp, limit: Int) throws -> Int
}

/// A refresh token as it is kept: by its hash.
package struct RefreshToken: Sendable, Equatable {
    package let sessionID: Int64
    package let accountID: Int64
    package let expiresAt: Timestamp
    package let sessionExpiresAt: Timestamp
    package let isUsed: Bool
    package let isRevoked: Bool
}
