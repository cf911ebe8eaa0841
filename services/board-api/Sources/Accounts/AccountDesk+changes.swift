import Core
import ServiceKit

/// What somebody who is signed in, or an administrator, changes about an account.
extension AccountDesk {
    /// The account as the database has it.
    func me(_ principal: Principal) async throws -> BoardAnswer {
        let account = try await writer.keeper.requireDatabase().reading { try $0.accounts.find(principal.accountID) }
        guard let account, account.tokenVersion == principal.tokenVersion else {
            throw Problem.unauthorized("The token is void; sign in again.", challenge: Authenticator.invalidToken)
        }
        return BoardAnswer(StoredAnswer(status: 200, body: AccountJSON.document(account)))
    }

    /// Voids every token of the account, this one too.
    func signOutEverywhere(_ principal: Principal) async throws {
        _ = try await writer.perform(principal) { repositories, context in
            let id = context.account.id
            try repositories.accounts.raiseTokenVersion(id)
            try repositories.sessions.revokeAll(accountID: id, except: nil, now: context.now)
            try repositories.audit.append(context.entry("account.signed_out", .account, id))
            return StoredAnswer(status: 204, body: [])
        }
    }

    /// A new password; every session ends.
    func changePassword(_ change: PasswordChange, by principal: Principal) async throws {
        var check = FieldCheck()
        Credentials.checkPassword(change.newPassword, "new_password", &check)
        try check.finish()
        let key = principal.name.lowercased()
        let known = try await writer.keeper.requireDatabase().reading { try $0.accounts.find(key: key) }
        guard let known, known.account.id == principal.accountID,
            try await hasher.verify(change.currentPassword, against: known.passwordHash)
        else { throw Problem.forbidden("The present password is another one.") }
        let hash = try await hasher.hash(change.newPassword)
        _ = try await writer.perform(principal) { repositories, context in
            let id = context.account.id
            try repositories.accounts.setPassword(id, hash: hash)
            try repositories.accounts.raiseTokenVersion(id)
            try repositories.sessions.revokeAll(accountID: id, except: nil, now: context.now)
            try repositories.audit.append(context.entry("account.password", .account, id))
            return StoredAnswer(status: 204, body: [])
        }
    }

    /// Gives a role. Nil stands for the holder of the administrator's token.
    func setRole(_ role: Role, of id: Int64, by principal: Principal?) async throws -> BoardAnswer {
        let now = writer.clock.now()
        let account = try await writer.keeper.requireDatabase().writing { repositories in
            if let principal {
                guard let actor = try repositories.accounts.find(principal.accountID), actor.role >= .admin,
                    actor.tokenVersion == principal.tokenVersion
                else { throw Problem.forbidden("This takes the role admin.") }
            }
            guard let account = try repositories.accounts.find(id) else {
                throw Problem.notFound("There is no such account.")
            }
            guard account.role != role else { return account }
            try repositories.accounts.setRole(id, role)
            // The role stands in the tokens: those that are out become void.
            try repositories.accounts.raiseTokenVersion(id)
            let entry = AuditEntry(
                at: now,
                actorID: principal?.accountID,
                action: "account.role",
                subject: .account,
                subjectID: id,
                detail: "\(account.role.rawValue) to \(role.rawValue)"
            )
            try repositories.audit.append(entry)
            return try repositories.accounts.find(id) ?? account
        }
        return BoardAnswer(StoredAnswer(status: 200, body: AccountJSON.document(account)))
    }
}
