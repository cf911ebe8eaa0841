import Core
import HTTPTypes
import Hummingbird
import ServiceKit

/// Signing up, in and out.
struct AccountsController: Sendable {
    let desk: AccountDesk
    let gate: WriteGate
    let signUpLimiter: DeedLimiter
    let signInLimiter: DeedLimiter
    let adminGuard: AdminGuard
    let auditReader: AuditReader

    func register(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let credentials = try await request.decoded(Credentials.self)
        // Counted once it could succeed: a typing mistake costs nothing.
        try credentials.check()
        try signUpLimiter.count(gate.address(of: request, context))
        return try await desk.signUp(credentials).response
    }

    func login(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try signInLimiter.count(gate.address(of: request, context))
        return try await desk.signIn(try await request.decoded(Credentials.self)).response
    }

    func refresh(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try signInLimiter.count(gate.address(of: request, context))
        let body = try await request.decoded(RefreshRequest.self)
        return try await desk.refresh(body.refreshToken).response
    }

    func logout(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let body = try await request.decoded(RefreshRequest.self)
        try await desk.signOut(body.refreshToken)
        return Response(status: .noContent)
    }

    func logoutEverywhere(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try await desk.signOutEverywhere(try await gate.authenticator.principal(request))
        return Response(status: .noContent)
    }

    func me(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try await desk.me(try await gate.authenticator.principal(request)).response
    }

    func changePassword(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try signInLimiter.count(gate.address(of: request, context))
        let principal = try await gate.authenticator.principal(request)
        try await desk.changePassword(try await request.decoded(PasswordChange.self), by: principal)
        return Response(status: .noContent)
    }

    func deleteOwn(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try signInLimiter.count(gate.address(of: request, context))
        let principal = try await gate.authenticator.principal(request)
        let confirmation = try await request.decoded(PasswordConfirmation.self)
        try await desk.deleteAccount(confirmation, by: principal)
        return Response(status: .noContent)
    }

    func delete(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = adminGuard.admits(request) ? nil : try await gate.admit(request, context)
        try await desk.deleteAccount(try context.id("account"), by: principal)
        return Response(status: .noContent)
    }

    func setRole(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = adminGuard.admits(request) ? nil : try await gate.admit(request, context)
        let id = try context.id("account")
        let change = try await request.decoded(RoleChange.self)
        return try await desk.setRole(try change.chosen(), of: id, by: principal).response
    }

    func audit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = adminGuard.admits(request) ? nil : try await gate.authenticator.principal(request)
        let (cursor, limit) = try request.downwardPage()
        let (body, next) = try await auditReader.entries(below: cursor, limit: limit, for: principal)
        return .page(body, link: next.map { request.nextLink(cursor: String($0)) })
    }
}
