import Blocking
package import Configuration
import FoundationEssentials
package import MariaDB
package import SQLite
import ServiceKit

/// Which database keeps the board. Its description names the place without the password.
package enum DatabaseLocation: Sendable, CustomStringConvertible {
    case sqlite(SQLiteConfiguration)
    case mariaDB(MariaDBConfiguration)

    /// Reads `DATABASE_URL`, `DATABASE_CONNECTIONS` and `DATABASE_WAIT`; throws ``ConfigurationError``.
    package init(reader: ConfigReader, varDirectory: String) throws {
        let connections = try reader.integer("DATABASE_CONNECTIONS", default: 8, in: 1...100)
        let wait = try reader.duration("DATABASE_WAIT", default: .seconds(5), in: .milliseconds(10) ... .seconds(60))
        let url = reader.optionalText("DATABASE_URL", isSecret: true) ?? "sqlite:\(varDirectory)/board/board.sqlite"
        if let path = Self.path(inSQLiteURL: url) {
            guard !path.isEmpty else { throw ConfigurationError(key: "DATABASE_URL", problem: "names no file") }
            // Posts of people are worth a wait for the disk.
            var configuration = SQLiteConfiguration(path: path, readers: connections, synchronous: .full)
            configuration.leaseTimeout = wait
            self = .sqlite(configuration)
            return
        }
        guard ["mysql://", "mariadb://"].contains(where: url.hasPrefix) else {
            throw ConfigurationError(
                key: "DATABASE_URL",
                problem: "is neither sqlite:PATH nor mysql://user:password@host:port/database"
            )
        }
        do {
            var configuration = try MariaDBConfiguration(url: url)
            configuration.poolLimits = ResourcePoolLimits(maximum: connections, leaseTimeout: wait)
            // Each statement sees what was committed before it: a row that was waited for is read as it is then.
            configuration.isolation = .readCommitted
            self = .mariaDB(configuration)
        } catch {
            throw ConfigurationError(key: "DATABASE_URL", problem: error.message)
        }
    }

    package var description: String {
        switch self {
        case .sqlite(let configuration): "sqlite:\(configuration.path)"
        case .mariaDB(let configuration): "\(configuration)"
        }
    }

    /// Opens a SQLite file, made with its folder when there is none; a MariaDB pool connects when it is first used.
    package func open() async throws -> any BoardDatabase {
        switch self {
        case .sqlite(let configuration):
            let path = configuration.path
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                try FileManager.default.createDirectory(
                    atPath: String(path[..<slash]),
                    withIntermediateDirectories: true
                )
            }
            do {
                return SQLiteBoardDatabase(try await SQLiteDatabase.open(configuration))
            } catch {
                throw naming(error)
            }
        case .mariaDB(let configuration):
            return MariaDBBoardDatabase(MariaDBPool(configuration: configuration))
        }
    }

    /// What ends a service that cannot use its database: SQLite's own errors do not tell which file they are about.
    func naming(_ error: any Error) -> any Error {
        guard let error = error as? SQLiteError else { return error }
        return ConfigurationError(key: "DATABASE_URL", problem: "\(self) cannot be used: \(error)")
    }

    /// `sqlite:board.sqlite`, `sqlite:/srv/board.sqlite` and `sqlite:///srv/board.sqlite`.
    private static func path(inSQLiteURL url: String) -> String? {
        guard url.hasPrefix("sqlite:") else { return nil }
        let rest = url.dropFirst("sqlite:".count)
        return String(rest.hasPrefix("//") ? rest.dropFirst(2) : rest)
    }
}
