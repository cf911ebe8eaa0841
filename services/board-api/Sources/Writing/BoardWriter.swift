import Core
import HTTPTypes
import ServiceKit

/// Runs changes: in one transaction with the check of the account, the audit trail and the kept answer.
struct BoardWriter: Sendable {
    let keeper: DatabaseKeeper
    let clock: WallClock

    /// Does `body` for `principal`, whose account is asked for again.
    func change<Value: Sendable>(
        _ principal: Principal,
        _ body: @Sendable (BoardRepositories, WriteContext) throws -> Value
    ) async throws -> Value {
        let now = clock.now()
        return try await keeper.requireDatabase().writing { repositories in
            try body(repositories, WriteContext(account: try repositories.requireAccount(principal), now: now))
        }
    }

    /// Like ``change(_:_:)`` for what makes something; a request whose `key` was used before gets its first answer.
    func create(
        _ principal: Principal,
        key: IdempotencyKey?,
        _ body: @Sendable (BoardRepositories, WriteContext) throws -> StoredAnswer
    ) async throws -> BoardAnswer {
        guard let key else { return BoardAnswer(try await change(principal, body)) }
        do {
            return try await createOnce(principal, key, body)
        } catch BoardError.answeredMeanwhile {
            // The same request won on another connection: now its answer is there.
            return try await createOnce(principal, key, body)
        }
    }

    private func createOnce(
        _ principal: Principal,
        _ key: IdempotencyKey,
        _ body: @Sendable (BoardRepositories, WriteContext) throws -> StoredAnswer
    ) async throws -> BoardAnswer {
        try await change(principal) { repositories, context in
            let accountID = context.account.id
            if let first = try repositories.answers.find(accountID: accountID, key: key.text) {
                // The key still has no second effect: a client that sends again what was purged would bring it back.
                guard !first.answer.isCleared else { throw Problem.madeAndRemoved }
                guard first.fingerprint == key.fingerprint else {
                    throw Problem.unprocessable("This Idempotency-Key was used for another request.")
                }
                return BoardAnswer(first.answer, isRepeated: true)
            }
            let answer = try body(repositories, context)
            try repositories.answers.insert(
                answer,
                accountID: accountID,
                key: key.text,
                fingerprint: key.fingerprint,
                now: context.now
            )
            return BoardAnswer(answer)
        }
    }
}

extension Problem {
    fileprivate static let madeAndRemoved = Problem(
        .gone,
        detail: "What this Idempotency-Key made was removed for good. To write it again, take another key."
    )
}

extension BoardRepositories {
    /// The account of an access token; throws 401 when its session has ended, or its password or role changed since.
    func requireAccount(_ principal: Principal) throws -> Account {
        guard let account = try accounts.find(principal) else { throw Problem.voidToken }
        return account
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
