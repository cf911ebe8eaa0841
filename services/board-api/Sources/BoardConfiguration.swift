package import Configuration
import MariaDB
package import ObjectStore
import ServiceKit

/// What the board reads besides the common settings.
///
/// ## Configuration keys:
/// - `DATABASE_URL` (`sqlite:` and `VAR_DIR/board/board.sqlite`, secret): `sqlite:PATH`, or
///   `mysql://user:password@host:port/database`.
/// - `DATABASE_CONNECTIONS` (8): connections to MariaDB, half of them for changes and at least one of each, or readers of the
///   SQLite file besides its writer.
/// - `DATABASE_WAIT` (5s): how long a request waits for a connection.
/// - `OBJECT_STORE_URL` (`VAR_DIR/board/objects`): folder or `s3://bucket/prefix` of the attachments.
/// - `JWT_KEYS` (`VAR_DIR/board/jwt-keys`, made when absent): PEM file or folder of ES256 private keys.
/// - `PURGE_AFTER` (720h): how long deleted posts and comments can be restored.
/// - `WRITE_LIMIT` (60/m): changes an account may make; `ADDRESS_WRITE_LIMIT` (300/m): those of an address; `off` for any.
/// - `SIGN_IN_LIMIT` (30/m), `SIGN_UP_LIMIT` (10/h): attempts of an address; `off` for any.
/// - `TRUSTED_PROXIES` (127.0.0.1, ::1): comma list of addresses and blocks like `10.0.0.0/8` whose `X-Forwarded-For` is
///   believed.
/// - `AWS_REGION`, `AWS_ENDPOINT_URL_S3` and the variables by which AWS tools find credentials.
package struct BoardConfiguration: Sendable {
    package let database: DatabaseLocation
    let objectStoreURL: String
    let keys: SigningKeyFiles
    let purgeAfter: Duration
    let writeLimit: RateLimit?
    let addressWriteLimit: RateLimit?
    let signInLimit: RateLimit?
    let signUpLimit: RateLimit?
    let trustedProxies: TrustedProxies
    private let aws: [String: String]

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader, varDirectory: String) throws {
        database = try DatabaseLocation(reader: reader, varDirectory: varDirectory)
        objectStoreURL = reader.optionalText("OBJECT_STORE_URL") ?? "\(varDirectory)/board/objects"
        keys = SigningKeyFiles(configured: reader.optionalText("JWT_KEYS"), varDirectory: varDirectory)
        purgeAfter = try reader.duration("PURGE_AFTER", default: .seconds(720 * 3600))
        writeLimit = try Self.limit("WRITE_LIMIT", RateLimit(requests: 60, period: .seconds(60)), reader)
        addressWriteLimit = try Self.limit(
            "ADDRESS_WRITE_LIMIT",
            RateLimit(requests: 300, period: .seconds(60)),
            reader
        )
        signInLimit = try Self.limit("SIGN_IN_LIMIT", RateLimit(requests: 30, period: .seconds(60)), reader)
        signUpLimit = try Self.limit("SIGN_UP_LIMIT", RateLimit(requests: 10, period: .seconds(3600)), reader)
        trustedProxies = try TrustedProxies(reader: reader, default: ["127.0.0.1", "::1"])
        aws = S3Configuration.environmentNames.reduce(into: [:]) { $0[$1] = reader.optionalText($1, isSecret: true) }
    }

    /// The store of the attachments; throws ``ConfigurationError`` for a URL or credentials that cannot be used.
    package func makeObjectStore() throws -> any ObjectStorage {
        do {
            let s3 = objectStoreURL.hasPrefix("s3://") ? try S3Configuration(environment: aws) : nil
            return try ObjectStore.makeObjectStore(url: objectStoreURL, s3: s3)
        } catch {
            throw ConfigurationError(key: "OBJECT_STORE_URL", problem: "cannot be used: \(error.message)")
        }
    }

    private static func limit(_ name: String, _ fallback: RateLimit, _ reader: ConfigReader) throws -> RateLimit? {
        guard let text = reader.optionalText(name) else { return fallback }
        guard text != "off" else { return nil }
        guard let limit = RateLimit(text) else {
            throw ConfigurationError(key: name, problem: "'\(text)' is not off, and not like 60/m")
        }
        return limit
    }
}
