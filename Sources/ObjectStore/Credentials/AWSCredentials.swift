package import Core

/// A key to AWS, for a time or for good. Printed, it shows the key's public name alone.
package struct AWSCredentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    package let accessKeyID: String
    package let secretAccessKey: Secret
    /// Sent along with temporary keys.
    package let sessionToken: Secret?
    /// When the key ends; nil for one without an end.
    package let expiresAt: Timestamp?

    package init(
        accessKeyID: String,
        secretAccessKey: Secret,
        sessionToken: Secret? = nil,
        expiresAt: Timestamp? = nil,
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiresAt = expiresAt
    }

    package var description: String { "AWS key \(accessKeyID)" }
    package var debugDescription: String { description }
}
