package import Core
import Crypto
import FoundationEssentials
import JWTKit
package import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization

/// Makes and checks access tokens, publishes the public keys, and looks for new keys from time to time.
package final class TokenAuthority: Service {
    /// How long an access token is good.
    package static let lifetime = Duration.seconds(600)
    /// What a new key waits before it signs, while there is an older one: others have to learn of it first.
    package static let publicationSeconds: Int64 = 300
    private static let reloadPause = Duration.seconds(30)

    private struct State {
        var keys: JWTKeyCollection
        var signingKeyID: String
        var keyIDs: [String]
        var document: [UInt8]
        var verified = VerifiedTokens()
    }

    private let files: SigningKeyFiles
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let state: Mutex<State>

    /// Throws ``ConfigurationError`` when there is no usable key.
    package init(
        files: SigningKeyFiles,
        logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { WallClock.realNow() }
    ) async throws {
        self.files = files
        self.logger = logger
        self.now = now
        do {
            state = Mutex(try await Self.state(files.load(), now: now()))
        } catch BoardError.unusableKey(let problem) {
            throw ConfigurationError(key: "JWT_KEYS", problem: problem)
        }
    }

    /// The JSON Web Key Set: all public keys, the newest first.
    package var keySet: [UInt8] { state.withLock { $0.document } }

    /// A new access token of `account`.
    package func token(for account: Account, sessionID: Int64) async throws -> String {
        let payload = AccessToken(account: account, sessionID: sessionID, issuedAt: date, lifetime: Self.lifetime)
        let (keys, id) = state.withLock { ($0.keys, $0.signingKeyID) }
        return try await keys.sign(payload, kid: JWKIdentifier(string: id))
    }

    /// Whose token it is; nil when it is none of ours or no longer good.
    package func principal(of token: String) async -> Principal? {
        let now = now()
        if let known = state.withLock({ $0.verified.principal(of: token, now: now) }) { return known }
        let keys = state.withLock { $0.keys }
        do {
            let payload = try await keys.verify(token, as: AccessToken.self)
            guard let accountID = Int64(payload.sub.value), let sessionID = Int64(payload.sid) else { return nil }
            let principal = Principal(
                accountID: accountID,
                name: payload.name,
                role: payload.role,
                tokenVersion: payload.ver,
                sessionID: sessionID
            )
            let expiry = Timestamp(milliseconds: Int64(payload.exp.value.timeIntervalSince1970 * 1000))
            state.withLock { $0.verified.insert(principal, token: token, expiresAt: expiry) }
            return principal
        } catch {
            return nil
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: Self.reloadPause) } catch { return }
                await reload()
            }
        }
    }

    /// Takes over keys that came or went; what cannot be read leaves all as it was.
    package func reload() async {
        do {
            let fresh = try await Self.state(files.load(), now: now())
            let isNew = state.withLock { state in
                guard fresh.keyIDs != state.keyIDs || fresh.signingKeyID != state.signingKeyID else { return false }
                state = fresh
                return true
            }
            if isNew { logger.info("Keys of the tokens changed", metadata: ["jwt.kid": "\(fresh.signingKeyID)"]) }
        } catch {
            logger.warning("Keys of the tokens cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private var date: Date { Date(timeIntervalSince1970: Double(now().milliseconds) / 1000) }

    private static func state(_ keys: [SigningKey], now: Timestamp) async throws -> State {
        let collection = JWTKeyCollection()
        for key in keys {
            await collection.add(
                ecdsa: try ES256PrivateKey(pem: key.privateKey.pemRepresentation),
                kid: JWKIdentifier(string: key.id)
            )
        }
        let published = now.advanced(bySeconds: -publicationSeconds)
        let signing = keys.first { $0.modifiedAt <= published } ?? keys.last
        guard let signing else { throw BoardError.unusableKey("no key") }
        return State(
            keys: collection,
            signingKeyID: signing.id,
            keyIDs: keys.map(\.id),
            document: document(keys)
        )
    }

    private static func document(_ keys: [SigningKey]) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("keys")
        writer.beginArray()
        for key in keys { key.writeJWK(into: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
