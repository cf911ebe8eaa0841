import Core
import Crypto
import FoundationEssentials
import ServiceKit

/// Signs people up, in and out, and gives roles.
struct AccountDesk: Sendable {
    let writer: BoardWriter
    let hasher: PasswordHasher
    let tokens: TokenAuthority

    /// A refresh token's life, and that of all of one sign-in together.
    static let refreshSeconds: Int64 = 30 * 86_400
    static let sessionSeconds: Int64 = 180 * 86_400

    /// What a refresh comes to.
    private enum Refresh {
        case renewed(Account, sessionID: Int64)
        case refused
    }

    func signUp(_ credentials: Credentials) async throws -> BoardAnswer {
        try credentials.check()
        let hash = try await hasher.hash(credentials.password)
        let now = writer.clock.now()
        let refresh = Self.newToken()
        let database = try writer.keeper.requireDatabase()
        let (account, sessionID) = try await database.writing { repositories in
            let accounts = repositories.accounts
            guard
                let id = try accounts.insert(
                    name: credentials.name,
                    key: credentials.key,
                    passwordHash: hash,
                    now: now
                )
            else { throw Problem.conflict("The name is taken.") }
            let account = Account(id: id, name: credentials.name, role: .user, tokenVersion: 1, createdAt: now)
            let entry = AuditEntry(at: now, actorID: id, action: "account.created", subject: .account, subjectID: id)
            try repositories.audit.append(entry)
            return (account, try Self.openSession(account, refresh, now, repositories))
        }
        return try await answer(account, sessionID: sessionID, refresh: refresh, status: 201)
    }

    func signIn(_ credentials: Credentials) async throws -> BoardAnswer {
        let key = String(credentials.key.unicodeScalars.prefix(80))
        guard let (account, hash) = try await owner(of: key, password: credentials.password) else {
            throw Problem.unauthorized("Name or password is wrong.")
        }
        let betterHash = hasher.isOutdated(hash) ? try await hasher.hash(credentials.password) : nil
        let refresh = Self.newToken()
        let now = writer.clock.now()
        let sessionID = try await writer.keeper.requireDatabase().writing { repositories in
            try repositories.accounts.clearFailures(key: key)
            if let betterHash { try repositories.accounts.setPassword(account.id, hash: betterHash) }
            return try Self.openSession(account, refresh, now, repositories)
        }
        return try await answer(account, sessionID: sessionID, refresh: refresh, status: 200)
    }

    /// Trades a refresh token for a new one. One that comes a second time was stolen: its whole family ends.
    func refresh(_ token: String) async throws -> BoardAnswer {
        let hash = Self.hash(token)
        let next = Self.newToken()
        let now = writer.clock.now()
        let outcome: Refresh = try await writer.keeper.requireDatabase().writing { repositories in
            let sessions = repositories.sessions
            guard let known = try sessions.token(hash: hash), !known.isRevoked, known.sessionExpiresAt > now,
                let account = try repositories.accounts.find(known.accountID), !account.isDeleted
            else { return .refused }
            guard !known.isUsed else {
                try sessions.revoke(known.sessionID, now: now)
                let entry = AuditEntry(
                    at: now,
                    actorID: nil,
                    action: "session.reuse",
                    subject: .account,
                    subjectID: account.id,
                    detail: "session \(known.sessionID) ended"
                )
                try repositories.audit.append(entry)
                return .refused
            }
            guard known.expiresAt > now else { return .refused }
            try sessions.markUsed(hash: hash, now: now)
            try sessions.deleteExpiredTokens(known.sessionID, before: now)
            let expiry = min(now.advanced(bySeconds: Self.refreshSeconds), known.sessionExpiresAt)
            try sessions.insertToken(hash: Self.hash(next), sessionID: known.sessionID, expiresAt: expiry)
            return .renewed(account, sessionID: known.sessionID)
        }
        guard case .renewed(let account, let sessionID) = outcome else {
            throw Problem.unauthorized("The refresh token is not good; sign in again.")
        }
        return try await answer(account, sessionID: sessionID, refresh: next, status: 200)
    }

    /// Ends the session of a refresh token; one that is not known is no error.
    func signOut(_ token: String) async throws {
        let now = writer.clock.now()
        try await writer.keeper.requireDatabase().writing { repositories in
            guard let known = try repositories.sessions.token(hash: Self.hash(token)) else { return }
            try repositories.sessions.revoke(known.sessionID, now: now)
        }
    }

    /// The account of this name and the hash of its password; nil when the password is another one, which is counted.
    ///
    /// Throws 429 while the name is locked.
    func owner(of key: String, password: String) async throws -> (account: Account, passwordHash: String)? {
        let (failures, known) = try await writer.keeper.requireDatabase().reading { repositories in
            (try repositories.accounts.failures(key: key), try repositories.accounts.find(key: key))
        }
        let now = writer.clock.now()
        guard failures.lockedUntil <= now else {
            let seconds = Int(failures.lockedUntil.secondsSince(now).rounded(.up))
            throw Problem.tooManyRequests("Too many failed attempts with this name.", retryAfter: max(1, seconds))
        }
        guard try await hasher.verify(password, against: known?.passwordHash), let known else {
            try await countFailure(key, accountID: known?.account.id)
            return nil
        }
        return known
    }

    private func countFailure(_ key: String, accountID: Int64?) async throws {
        let now = writer.clock.now()
        try await writer.keeper.requireDatabase().writing { repositories in
            let after = SignInLock.afterFailure(try repositories.accounts.failures(key: key), now: now)
            try repositories.accounts.setFailures(key: key, after, now: now)
            guard after.lockedUntil > now, let accountID else { return }
            let entry = AuditEntry(
                at: now,
                actorID: nil,
                action: "account.locked",
                subject: .account,
                subjectID: accountID,
                detail: "\(after.count) failed attempts"
            )
            try repositories.audit.append(entry)
        }
    }

    private static func openSession(
        _ account: Account,
        _ refresh: String,
        _ now: Timestamp,
        _ repositories: BoardRepositories
    ) throws -> Int64 {
        let end = now.advanced(bySeconds: sessionSeconds)
        let id = try repositories.sessions.insert(accountID: account.id, now: now, expiresAt: end)
        let expiry = now.advanced(bySeconds: refreshSeconds)
        try repositories.sessions.insertToken(hash: hash(refresh), sessionID: id, expiresAt: expiry)
        return id
    }

    private func answer(
        _ account: Account,
        sessionID: Int64,
        refresh: String,
        status: Int
    ) async throws -> BoardAnswer {
        let access = try await tokens.token(for: account, sessionID: sessionID)
        let body = AccountJSON.tokens(account, access: access, refresh: refresh)
        return BoardAnswer(StoredAnswer(status: status, body: body))
    }

    /// 256 random bits.
    private static func newToken() -> String {
        Base64URL.encode((0..<32).map { _ in UInt8.random(in: 0...UInt8.max) })
    }

    /// Tokens are random, so a plain hash is enough to make the table worthless to a thief.
    private static func hash(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }
}
