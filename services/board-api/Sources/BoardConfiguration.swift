package import Configuration
import MariaDB
import ServiceKit

/// What the board reads besides the common settings.
///
/// ## Configuration keys:
/// - `DATABASE_URL` (`sqlite:` and `VAR_DIR/board/board.sqlite`, secret): `sqlite:PATH`, or
///   `mysql://user:password@host:port/database`.
package struct BoardConfiguration: Sendable {
    package let database: DatabaseLocation

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader, varDirectory: String) throws {
        guard let url = reader.optionalText("DATABASE_URL", isSecret: true) else {
            database = .sqlite(path: "\(varDirectory)/board/board.sqlite")
            return
        }
        if let path = Self.path(inSQLiteURL: url) {
            guard !path.isEmpty else { throw ConfigurationError(key: "DATABASE_URL", problem: "names no file") }
            database = .sqlite(path: path)
            return
        }
        do {
            database = .mariaDB(try MariaDBConfiguration(url: url))
        } catch {
            throw ConfigurationError(key: "DATABASE_URL", problem: error.message)
        }
    }

    /// `sqlite:board.sqlite`, `sqlite:/srv/board.sqlite` and `sqlite:///srv/board.sqlite`.
    private static func path(inSQLiteURL url: String) -> String? {
        guard url.hasPrefix("sqlite:") else { return nil }
        let rest = url.dropFirst("sqlite:".count)
        return String(rest.hasPrefix("//") ? rest.dropFirst(2) : rest)
    }
}
