import ServiceKit

/// Name and password as a client sends them, to sign up or in.
package struct Credentials: RequestBody {
    package static let members: [BodyMember] = [.required("name"), .required("password")]
    /// Names that would pass for who runs the board, or for nobody; without their - and _.
    private static let reservedKeys: Set<String> = [
        "admin", "administrator", "moderator", "operator", "root", "system", "ttareungi", "deletedaccount", "관리자",
        "운영자",
        "운영진", "따릉이",
    ]

    let name: String
    let password: String

    package init(_ texts: BodyTexts) {
        name = texts[required: "name"]
        password = texts[required: "password"]
    }

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
        let isReserved = Self.reservedKeys.contains(key.filter { $0 != "-" && $0 != "_" })
        check.require(!isReserved, "name", "is kept for those who run the board")
        check.password(password, of: name, "password")
        try check.finish()
    }
}

extension FieldCheck {
    /// Checks a new password of somebody.
    mutating func password(_ password: String, of name: String, _ field: String) {
        let scalars = password.unicodeScalars
        require((8...128).contains(scalars.count), field, "must have 8 to 128 characters")
        require(scalars.isEmpty || Set(scalars).count > 1, field, "must not be one character over and over")
        require(password.lowercased() != name.lowercased(), field, "must not be the name")
    }
}

/// A refresh token as a client sends it.
package struct RefreshRequest: RequestBody {
    package static let members: [BodyMember] = [.required("refresh_token")]

    let refreshToken: String

    package init(_ texts: BodyTexts) {
        refreshToken = texts[required: "refresh_token"]
    }
}

/// A change of password.
package struct PasswordChange: RequestBody {
    package static let members: [BodyMember] = [.required("current_password"), .required("new_password")]

    let currentPassword: String
    let newPassword: String

    package init(_ texts: BodyTexts) {
        currentPassword = texts[required: "current_password"]
        newPassword = texts[required: "new_password"]
    }
}

/// The password once more, before what cannot be taken back.
package struct PasswordConfirmation: RequestBody {
    package static let members: [BodyMember] = [.required("password")]

    let password: String

    package init(_ texts: BodyTexts) {
        password = texts[required: "password"]
    }
}

/// A change of role.
package struct RoleChange: RequestBody {
    package static let members: [BodyMember] = [.required("role")]

    private let role: ChosenWord<Role>

    package init(_ texts: BodyTexts) {
        role = ChosenWord(texts[required: "role"])
    }

    /// Throws 422 when it is none.
    func chosen() throws(Problem) -> Role {
        var check = FieldCheck()
        let role = check.choice(role, "role")
        try check.finish()
        return role ?? .user
    }
}
