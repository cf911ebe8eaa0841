import FoundationEssentials
package import MariaDB
import SQLite

/// Which database keeps the board. Its description names the place without the password.
package enum DatabaseLocation: Sendable, CustomStringConvertible {
    case sqlite(path: String)
    case mariaDB(MariaDBConfiguration)

    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .mariaDB(let configuration): "\(configuration)"
        }
    }

    /// Opens a SQLite file, made with its folder when there is none; a MariaDB pool connects when it is first used.
    package func open() async throws -> any BoardDatabase {
        switch self {
        case .sqlite(let path):
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                try FileManager.default.createDirectory(
                    atPath: String(path[..<slash]),
                    withIntermediateDirectories: true
                )
            }
            // Posts of people are worth a wait for the disk.
            let configuration = SQLiteConfiguration(path: path, synchronous: .full)
            return SQLiteBoardDatabase(try await SQLiteDatabase.open(configuration))
        case .mariaDB(let configuration):
            return MariaDBBoardDatabase(MariaDBPool(configuration: configuration))
        }
    }
}
