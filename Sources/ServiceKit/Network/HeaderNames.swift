package import HTTPTypes

extension HTTPField.Name {
    package static let forwardedFor = known("x-forwarded-for")

    /// For names that are written here and therefore valid; anything else would show as an odd header in the first test.
    package static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .via
    }
}
