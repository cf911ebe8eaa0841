import Core
import ServiceKit

/// What somebody who is signed in, or an administrator, changes about an account.
extension AccountDesk {
    /// The account as the database has it.
    func me(_ principal: Principal) async throws -> BoardAnswer {
        let account = try await writer.keeper.requireDatabase().reading { try $0.requireAccount(principal) }
        return BoardAnswer(StoredAnswer(status: 200, body: AccountJSON.document(account)))
    }

    /// Voids every token of the account, this one too.
    func signOutEverywhere(_ principal: Principal) async throws {
        try await writer.change(principal) { repositories, context in
            try Self.voidTokens(repositories, context)
            try repositories.audit.append(context.entry("account.signed_out", .account, context.account.id))
        }
    }

    /// A new password; every session ends.
    func changePassword(_ change: PasswordChange, by principal: Principal) async throws {
        var check = FieldCheck()
        check.password(change.newPassword, of: principal.name, "new_password")
        check.require(change.newPassword != change.currentPassword, "new_password", "must be another one")
        try check.finish()
        try await requirePassword(change.currentPassword, of: principal)
        let hash = try await hasher.hash(change.newPassword)
        try await writer.change(principal) { repositories, context in
            try repositories.accounts.setPassword(context.account.id, hash: hash)
            try Self.voidTokens(repositories, context)
            try repositories.audit.append(context.entry("account.password", .account, context.account.id))
        }
    }

    /// Deletes the account of who asks; a token alone is not enough for what cannot be taken back.
    func deleteAccount(_ confirmation: PasswordConfirmation, by principal: Principal) async throws {
        try await requirePassword(confirmation.password, of: principal)
        try await writer.change(principal) { repositories, context in
            try Self.erase(
                context.account,
                repositories,
                context.entry("account.deleted", .account, context.account.id)
            )
        }
    }

    /// Deletes somebody's account. Nil stands for the holder of the administrator's token.
    func deleteAccount(_ id: Int64, by principal: Principal?) async throws {
        try await administer(id, by: principal, "account.deleted") { account, repositories, entry in
            try Self.erase(account, repositories, entry)
        }
    }

    /// Gives a role. Nil stands for the holder of the administrator's token.
    func setRole(_ role: Role, of id: Int64, by principal: Principal?) async throws -> BoardAnswer {
        try await administer(id, by: principal, "account.role") { account, repositories, entry in
            guard account.role != role else { return Self.answer(account) }
            try repositories.accounts.setRole(id, role)
            // The role stands in the tokens: those that are out become void.
            try repositories.accounts.raiseTokenVersion(id)
            // It stands beside what the account wrote, too.
            try repositories.posts.markChanged(authorID: id)
            try repositories.audit.append(entry.with(detail: "\(account.role.rawValue) to \(role.rawValue)"))
            return Self.answer(try repositories.accounts.find(id) ?? account)
        }
    }

    private static func answer(_ account: Account) -> BoardAnswer {
        BoardAnswer(StoredAnswer(status: 200, body: AccountJSON.document(account)))
    }

    /// Throws 403 for a wrong password, 429 for too many of them.
    private func requirePassword(_ password: String, of principal: Principal) async throws {
        let owner = try await owner(of: principal.name.lowercased(), password: password)
        guard owner?.account.id == principal.accountID else {
            throw Problem.forbidden("The present password is another one.")
        }
    }

    private static func voidTokens(_ repositories: BoardRepositories, _ context: WriteContext) throws {
        try repositories.accounts.raiseTokenVersion(context.account.id)
        try repositories.sessions.revokeAll(accountID: context.account.id, now: context.now)
    }

    /// Does `body` with an account for an admin, or for the holder of the administrator's token.
    private func administer<Value: Sendable>(
        _ id: Int64,
        by principal: Principal?,
        _ action: String,
        _ body: @Sendable (Account, BoardRepositories, AuditEntry) throws -> Value
    ) async throws -> Value {
        let now = writer.clock.now()
        return try await writer.keeper.requireDatabase().writing { repositories in
            if let principal {
                let admin = WriteContext(account: try repositories.requireAccount(principal), now: now)
                try admin.require(.admin)
            }
            guard let account = try repositories.accounts.find(id), !account.isDeleted else {
                throw Problem.notFound("There is no such account.")
            }
            let actor = principal?.accountID
            let entry = AuditEntry(at: now, actorID: actor, action: action, subject: .account, subjectID: id)
            return try body(account, repositories, entry)
        }
    }

    /// Takes away what is personal: name, password, sessions, kept answers. What the account wrote stays, without a name.
    private static func erase(_ account: Account, _ repositories: BoardRepositories, _ entry: AuditEntry) throws {
        try repositories.accounts.erase(account.id)
        try repositories.accounts.clearFailures(key: account.name.lowercased())
        try repositories.sessions.deleteAll(accountID: account.id)
        // They hold the name.
        try repositories.answers.deleteAll(accountID: account.id)
        try repositories.posts.markChanged(authorID: account.id)
        try repositories.audit.append(entry)
    }
}
