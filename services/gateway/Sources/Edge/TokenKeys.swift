import Core
package import Crypto
import FoundationEssentials

/// The public keys that check access tokens, by their ids, as a JSON Web Key Set (RFC 7517) lists them.
package struct TokenKeys: Sendable {
    private struct Document: Decodable {
        let keys: [Key]
    }

    private struct Key: Decodable {
        let kty: String
        let crv: String?
        let use: String?
        let alg: String?
        let kid: String?
        let x: String?
        let y: String?

        /// Nil for keys of other kinds and purposes.
        var verifier: P256.Signing.PublicKey? {
            guard kty == "EC", crv == "P-256", alg ?? "ES256" == "ES256", use ?? "sig" == "sig",
                let x = x.flatMap(Base64URL.decode), let y = y.flatMap(Base64URL.decode), x.count == 32, y.count == 32
            else { return nil }
            // Throws for what is no point of the curve, which checks nothing.
            return try? P256.Signing.PublicKey(rawRepresentation: x + y)
        }
    }

    private let keys: [String: P256.Signing.PublicKey]
    package var ids: Set<String> { Set(keys.keys) }

    /// Throws for what is no key set.
    package init(json: [UInt8]) throws {
        let document = try JSONDecoder().decode(Document.self, from: Data(json))
        keys = document.keys.reduce(into: [:]) { keys, key in
            if let id = key.kid, let verifier = key.verifier { keys[id] = verifier }
        }
    }

    package subscript(_ id: String) -> P256.Signing.PublicKey? { keys[id] }
}
