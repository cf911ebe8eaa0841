package import Core
package import Crypto
import FoundationEssentials

/// A key that signs access tokens, as it lies in a file.
package struct SigningKey: Sendable {
    package let privateKey: P256.Signing.PrivateKey
    /// When its file was written.
    package let modifiedAt: Timestamp

    package init(privateKey: P256.Signing.PrivateKey, modifiedAt: Timestamp) {
        self.privateKey = privateKey
        self.modifiedAt = modifiedAt
    }

    /// Base64url of the two coordinates.
    private var coordinates: (x: String, y: String) {
        let raw = Array(privateKey.publicKey.rawRepresentation)
        return (Base64URL.encode(raw.prefix(32)), Base64URL.encode(raw.dropFirst(32)))
    }

    /// The thumbprint of the public key (RFC 7638): the same on every replica.
    package var id: String {
        let (x, y) = coordinates
        let canonical = #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        return Base64URL.encode(SHA256.hash(data: Array(canonical.utf8)))
    }

    /// Its public half as a JSON Web Key.
    func writeJWK(into writer: inout JSONWriter) {
        let (x, y) = coordinates
        writer.beginObject()
        writer.field("kty", "EC")
        writer.field("crv", "P-256")
        writer.field("use", "sig")
        writer.field("alg", "ES256")
        writer.field("kid", id)
        writer.field("x", x)
        writer.field("y", y)
        writer.endObject()
    }
}
