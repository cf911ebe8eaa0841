package import Blocking
package import SQLite

/// The board in a SQLite file.
package struct SQLiteBoardDatabase: BoardDatabase {
    package let kind = "sqlite"
    package let dialect = SQLDialect.sqlite
    private let database: SQLiteDatabase

    package init(_ database: SQLiteDatabase) {
        self.database = database
    }

    package func migrate() async throws -> [Int] {
        try await database.migrate(
            BoardSchema.versions.map { version in
                let script = version.statements(.sqlite).joined(separator: ";\n")
                return SQLiteMigration(version: version.number, name: version.name, sql: script)
            }
        )
    }

    package func ping() async throws {
        try await database.ping()
    }

    package func read<T: Sendable>(_ body: @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await database.read { try body(SQLiteSession(connection: $0)) }
    }

    package func write<T: Sendable>(_ body: @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await database.write { try body(SQLiteSession(connection: $0)) }
    }

    package var connections: [(pool: String, statistics: ResourcePoolStatistics)] {
        let (readers, writer) = database.statistics
        return [(kind, readers + writer)]
    }

    package func close() async {
        await database.close()
    }
}

private struct SQLiteSession: SQLSession {
    let connection: SQLiteConnection

    func run(_ statement: SQLStatement, _ values: [SQLValue]) throws -> SQLOutcome {
        let rows = try connection.execute(statement.text(.sqlite), values.map(\.sqlite))
        return SQLOutcome(affectedRows: rows, insertedID: connection.lastInsertedRowID)
    }

    func rows(_ statement: SQLStatement, _ values: [SQLValue]) throws -> [SQLRow] {
        try connection.query(statement.text(.sqlite), values.map(\.sqlite)).map(SQLRow.sqlite)
    }
}
