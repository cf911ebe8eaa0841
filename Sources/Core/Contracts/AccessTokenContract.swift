/// What board-api's access tokens say of themselves, for those who check them.
package enum AccessTokenContract {
    package static let issuer = "ttareungi-board"
    package static let audience = "ttareungi"
}
