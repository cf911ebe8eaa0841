package import Core

/// Accounts and the failed attempts to sign in to them.
package protocol AccountRepository {
    /// Nil when the name is taken.
    func insert(name: String, key: String, passwordHash: String, now: Timestamp) throws -> Int64?
    func find(_ id: Int64) throws -> Account?
    /// The account of an access token; nil when its session has ended, or the account voided its tokens since.
    func find(_ principal: Principal) throws -> Account?
    /// With the hash of its password.
    func find(key: String) throws -> (account: Account, passwordHash: String)?
    func setRole(_ id: Int64, _ role: Role) throws
    func setPassword(_ id: Int64, hash: String) throws
    /// Voids all tokens given so far.
    func raiseTokenVersion(_ id: Int64) throws

    /// Takes away what is personal, frees the name and voids all tokens.
    func erase(_ id: Int64) throws

    /// Until when nobody may sign in with this name, and how often it failed.
    func failures(key: String) throws -> SignInFailures
    func setFailures(key: String, _ failures: SignInFailures, now: Timestamp) throws
    func clearFailures(key: String) throws
    func deleteFailures(before: Timestamp) throws
}

/// Failed attempts with one name, whether there is such an account or not.
package struct SignInFailures: Sendable, Equatable {
    package var count: Int
    package var lockedUntil: Timestamp

    package static let none = SignInFailures(count: 0, lockedUntil: Timestamp(milliseconds: 0))
}
