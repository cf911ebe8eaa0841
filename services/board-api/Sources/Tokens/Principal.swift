/// Who asks, according to their access token. The database has the last word when something is changed.
package struct Principal: Sendable, Equatable {
    package let accountID: Int64
    package let name: String
    package let role: Role
    package let tokenVersion: Int
    package let sessionID: Int64

    package init(accountID: Int64, name: String, role: Role, tokenVersion: Int, sessionID: Int64) {
        self.accountID = accountID
        self.name = name
        self.role = role
        self.tokenVersion = tokenVersion
        self.sessionID = sessionID
    }
}
