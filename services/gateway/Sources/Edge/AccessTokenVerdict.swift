package import Core
import Crypto
import FoundationEssentials

/// What a board-api access token (RFC 7519, signed by ES256) is worth.
package enum AccessTokenVerdict: Hashable, Sendable {
    case valid(until: Timestamp)
    /// Signed by a key that is not in the set.
    case unknownKey
    case invalid

    /// How far the clocks of two machines may be apart; the board has the last word.
    private static let leewaySeconds: Int64 = 5

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
    }

    private struct Claims: Decodable {
        let iss: String
        let aud: Audience
        let exp: Double
    }

    /// One name, or a list.
    private struct Audience: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
        }
    }

    /// Looks at a token as it was sent.
    package init(of token: some StringProtocol, keys: TokenKeys, now: Timestamp) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        // The one algorithm is decided here, never by the token.
        guard parts.count == 3, let header = Self.decode(Header.self, parts[0]), header.alg == "ES256",
            header.crit == nil, let id = header.kid, let raw = Base64URL.decode(parts[2]),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw)
        else {
            self = .invalid
            return
        }
        guard let key = keys[id] else {
            self = .unknownKey
            return
        }
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        guard key.isValidSignature(signature, for: signed), let claims = Self.decode(Claims.self, parts[1]),
            claims.iss == AccessTokenContract.issuer, claims.aud.names.contains(AccessTokenContract.audience),
            claims.exp.isFinite, abs(claims.exp) < 1e12
        else {
            self = .invalid
            return
        }
        let end = Timestamp(milliseconds: Int64(claims.exp * 1000)).advanced(bySeconds: Self.leewaySeconds)
        self = end > now ? .valid(until: end) : .invalid
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ part: some StringProtocol) -> Value? {
        // What cannot be read is refused, for whatever reason.
        Base64URL.decode(part).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }
}
