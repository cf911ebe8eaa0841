package import Configuration
package import Core
package import Logging

/// What every service reads, whatever its job.
///
/// ## Configuration keys:
/// - `HOST` (127.0.0.1): address the service listens on.
/// - `PORT` (the service's own): port it listens on; 0 takes any free one.
/// - `LOG_LEVEL` (info): trace, debug, info, notice, warning, error, critical.
/// - `LOG_FORMAT` (json): json, or text for people.
/// - `VAR_DIR` (var): folder for everything the service keeps.
/// - `REDIS_URL` (redis://127.0.0.1:6379): `redis://` or `rediss://`.
/// - `ADMIN_TOKEN` (none, secret): bearer token of administrative requests; without it they answer 403.
/// - `CLOCK` (the real time): e.g. `2024-11-20T06:00:00+08:00@60x`.
/// - `GIT_COMMIT` (none): commit the binary was built from, shown behind the version.
package struct CommonConfiguration: Sendable {
    package let host: String
    package let port: Int
    package let logLevel: Logger.Level
    package let logFormat: LogFormat
    package let varDirectory: String
    /// As it was given; may hold a password. Checked by the services that use Redis.
    package let redisURL: String
    package let adminToken: String?
    package let clock: WallClock
    package let gitCommit: String?

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader, defaultPort: Int) throws {
        host = try reader.text("HOST", default: "127.0.0.1")
        port = try reader.port("PORT", default: defaultPort)
        logLevel = try reader.choice("LOG_LEVEL", default: .info)
        logFormat = try reader.choice("LOG_FORMAT", default: .json)
        varDirectory = try reader.text("VAR_DIR", default: "var")
        redisURL = try reader.text("REDIS_URL", default: "redis://127.0.0.1:6379", isSecret: true)
        adminToken = reader.optionalText("ADMIN_TOKEN", isSecret: true)
        clock = try Self.clock(reader: reader)
        gitCommit = reader.optionalText("GIT_COMMIT")
    }

    private static func clock(reader: ConfigReader) throws -> WallClock {
        guard let text = reader.optionalText("CLOCK") else { return .real }
        do {
            return try WallClock(parsing: text)
        } catch {
            throw ConfigurationError(key: "CLOCK", problem: error.description)
        }
    }
}
