package import Core

/// Somebody who writes on the board.
package struct Account: Sendable, Equatable {
    package let id: Int64
    package let name: String
    package let role: Role
    /// Raised by "sign out everywhere" and by changes of role and password: older tokens are void here.
    package let tokenVersion: Int
    package let createdAt: Timestamp

    /// What stands for the name of an account that was deleted; no name holds a space.
    package static let deletedName = "deleted account"
    /// Whether only the number is left, which what it wrote still bears.
    var isDeleted: Bool { name == Self.deletedName }

    package init(id: Int64, name: String, role: Role, tokenVersion: Int, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.role = role
        self.tokenVersion = tokenVersion
        self.createdAt = createdAt
    }
}

/// What an account may do.
package enum Role: String, Sendable, Choice, Codable, Comparable {
    case user
    /// Edits, closes, deletes and restores what others wrote.
    case moderator
    /// Also gives roles and purges.
    case admin

    package static func < (left: Role, right: Role) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .user: 0
        case .moderator: 1
        case .admin: 2
        }
    }
}
