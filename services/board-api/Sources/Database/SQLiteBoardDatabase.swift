package import SQLite

/// The board in a SQLite file.
package struct SQLiteBoardDatabase: BoardDatabase {
    private static let migrations: [SQLiteMigration] = []

    package let kind = "sqlite"
    private let database: SQLiteDatabase

    package init(_ database: SQLiteDatabase) {
        self.database = database
    }

    package func migrate() async throws -> [Int] {
        try await database.migrate(Self.migrations)
    }

    package func ping() async throws {
        try await database.ping()
    }

    package func close() async {
        await database.close()
    }
}
