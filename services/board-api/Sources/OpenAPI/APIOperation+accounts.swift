import HTTPTypes

/// Signing up and in, roles, and the keys of the tokens.
extension APIOperation {
    static let sessions = [
        APIOperation(
            method: .post,
            path: "/api/auth/register",
            id: "register",
            summary: "Sign up; the answer signs in, too",
            body: .json("NewCredentials"),
            successes: [Success(status: 201, description: "Account and tokens", schema: "Tokens")],
            problems: [409, 422, 429, 507]
        ),
        APIOperation(
            method: .post,
            path: "/api/auth/login",
            id: "login",
            summary: "Sign in",
            body: .json("Credentials"),
            successes: [tokens],
            problems: [401, 429, 507]
        ),
        APIOperation(
            method: .post,
            path: "/api/auth/refresh",
            id: "refresh",
            summary: "Trade a refresh token for new tokens; a token that comes twice ends its session",
            body: .json("RefreshRequest"),
            successes: [tokens],
            problems: [401, 429, 507]
        ),
        APIOperation(
            method: .post,
            path: "/api/auth/logout",
            id: "logout",
            summary: "End the session of a refresh token",
            body: .json("RefreshRequest"),
            successes: [done],
            problems: [507]
        ),
        APIOperation(
            method: .post,
            path: "/api/auth/logout-everywhere",
            id: "logoutEverywhere",
            summary: "End all sessions and void all tokens of the account",
            security: .required,
            successes: [done],
            problems: [507]
        ),
    ]

    static let accounts = [
        APIOperation(
            method: .post,
            path: "/api/auth/password",
            id: "changePassword",
            summary: "Change the password; all sessions end",
            security: .required,
            body: .json("PasswordChange"),
            successes: [done],
            problems: [403, 422, 429, 507]
        ),
        APIOperation(
            method: .get,
            path: "/api/auth/me",
            id: "me",
            summary: "The account whose token it is",
            security: .required,
            successes: [Success(status: 200, description: "The account", schema: "Account")]
        ),
        APIOperation(
            method: .post,
            path: "/api/auth/delete-account",
            id: "deleteOwnAccount",
            summary: "Delete the account whose token it is; what it wrote stays under the name deleted account",
            security: .required,
            body: .json("PasswordConfirmation"),
            successes: [done],
            problems: [403, 429, 507]
        ),
        APIOperation(
            method: .delete,
            path: "/api/auth/accounts/{account}",
            id: "deleteAccount",
            summary: "Delete somebody's account; for admins",
            security: .admin,
            successes: [done],
            problems: [403, 404, 429, 507]
        ),
        APIOperation(
            method: .patch,
            path: "/api/auth/accounts/{account}",
            id: "setRole",
            summary: "Give an account a role",
            security: .admin,
            body: .json("RoleChange"),
            successes: [Success(status: 200, description: "The account", schema: "Account")],
            problems: [403, 404, 422, 429, 507]
        ),
        APIOperation(
            method: .get,
            path: "/api/auth/audit",
            id: "getAudit",
            summary: "What was done to anything, latest first; for admins",
            security: .admin,
            parameters: ["Limit", "NumberCursor"],
            successes: [page("A page of the trail", "AuditTrail")],
            problems: [403]
        ),
    ]

    static let keys = [
        APIOperation(
            method: .get,
            path: "/.well-known/jwks.json",
            id: "getKeys",
            summary: "The public keys that access tokens are checked with",
            successes: [Success(status: 200, description: "A JSON Web Key Set", schema: "KeySet")]
        )
    ]
}
