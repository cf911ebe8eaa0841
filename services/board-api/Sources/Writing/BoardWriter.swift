package import Core
import ServiceKit

/// Runs changes: in one transaction with the check of the account, the audit trail and the kept answer.
package struct BoardWriter: Sendable {
    let keeper: DatabaseKeeper
    let clock: WallClock

    package init(keeper: DatabaseKeeper, clock: WallClock) {
        self.keeper = keeper
        self.clock = clock
    }

    /// Does `body` for `principal`, whose account is asked for again, or repeats the answer it got the first time.
    func perform(
        _ principal: Principal,
        key: IdempotencyKey? = nil,
        _ body: @Sendable (BoardRepositories, WriteContext) throws -> StoredAnswer
    ) async throws -> (answer: StoredAnswer, isRepeated: Bool) {
        let database = try keeper.requireDatabase()
        let context = WriteContextSource(principal: principal, now: clock.now())
        do {
            return try await Self.attempt(database, context, key, body)
        } catch BoardError.answeredMeanwhile {
            // The same request won on another connection: now its answer is there.
            return try await Self.attempt(database, context, key, body)
        }
    }

    private static func attempt(
        _ database: any BoardDatabase,
        _ source: WriteContextSource,
        _ key: IdempotencyKey?,
        _ body: @Sendable (BoardRepositories, WriteContext) throws -> StoredAnswer
    ) async throws -> (answer: StoredAnswer, isRepeated: Bool) {
        try await database.writing { repositories in
            let context = try source.context(repositories)
            guard let key else { return (try body(repositories, context), false) }
            if let first = try repositories.answers.find(accountID: context.account.id, key: key.text) {
                guard first.fingerprint == key.fingerprint else {
                    throw Problem.unprocessable("This Idempotency-Key was used for another request.")
                }
                return (first.answer, true)
            }
            let answer = try body(repositories, context)
            try repositories.answers.insert(
                answer,
                accountID: context.account.id,
                key: key.text,
                fingerprint: key.fingerprint,
                now: context.now
            )
            return (answer, false)
        }
    }
}

private struct WriteContextSource: Sendable {
    let principal: Principal
    let now: Timestamp

    /// Throws 401 when the account has signed out everywhere, changed its password or its role since.
    func context(_ repositories: BoardRepositories) throws -> WriteContext {
        guard let account = try repositories.accounts.find(principal.accountID),
            account.tokenVersion == principal.tokenVersion
        else { throw Problem.unauthorized("The token is void; sign in again.", challenge: Authenticator.invalidToken) }
        return WriteContext(account: account, now: now)
    }
}

/// Who changes something, and when.
struct WriteContext: Sendable {
    let account: Account
    let now: Timestamp

    /// Throws 403 unless the account is `owner` or may moderate.
    func requireOwnerOrModerator(_ owner: Int64, _ what: String) throws(Problem) {
        guard account.id == owner || account.role >= .moderator else {
            throw .forbidden("Only its author and moderators may \(what).")
        }
    }

    /// Throws 403 below `role`.
    func require(_ role: Role) throws(Problem) {
        guard account.role >= role else { throw .forbidden("This takes the role \(role.rawValue).") }
    }

    func entry(_ action: String, _ subject: AuditSubject, _ id: Int64, detail: String = "") -> AuditEntry {
        AuditEntry(at: now, actorID: account.id, action: action, subject: subject, subjectID: id, detail: detail)
    }
}
