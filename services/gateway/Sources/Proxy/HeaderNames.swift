import HTTPTypes

extension HTTPField.Name {
    static let forwardedFor = known("x-forwarded-for")
    static let forwardedProto = known("x-forwarded-proto")
    static let forwardedHost = known("x-forwarded-host")
    static let accelBuffering = known("x-accel-buffering")
    static let referrerPolicy = known("referrer-policy")
    static let permissionsPolicy = known("permissions-policy")
    static let requestID = known("x-request-id")

    /// For names that are written here and therefore valid; anything else would show as an odd header in the first test.
    private static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .via
    }
}
