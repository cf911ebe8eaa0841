import ServiceKit

/// Name and password as a client sends them, to sign up or in.
package struct Credentials: Decodable, Sendable {
    package let name: String
    package let password: String

    /// Names that differ in case only are the same.
    var key: String { name.lowercased() }

    /// Throws 422 with every field that is not right for a new account.
    func check() throws(Problem) {
        var check = FieldCheck()
        let scalars = name.unicodeScalars
        let isName = scalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "가"..."힣": true
            default: false
            }
        }
        check.require((2...30).contains(scalars.count), "name", "must have 2 to 30 characters")
        check.require(isName, "name", "may hold letters, digits, Hangul syllables, - and _")
        Self.checkPassword(password, "password", &check)
        try check.finish()
    }

    static func checkPassword(_ password: String, _ field: String, _ check: inout FieldCheck) {
        check.require((8...128).contains(password.unicodeScalars.count), field, "must have 8 to 128 characters")
    }
}

/// A refresh token as a client sends it.
package struct RefreshRequest: Decodable, Sendable {
    package let refreshToken: String
}

/// A change of password.
package struct PasswordChange: Decodable, Sendable {
    package let currentPassword: String
    package let newPassword: String
}

/// The password once more, before what cannot be taken back.
package struct PasswordConfirmation: Decodable, Sendable {
    package let password: String
}

/// A change of role.
package struct RoleChange: Decodable, Sendable {
    package let role: Role
}
