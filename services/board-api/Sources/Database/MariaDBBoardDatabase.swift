package import Blocking
package import MariaDB

/// The board in MariaDB or MySQL.
package struct MariaDBBoardDatabase: BoardDatabase {
    package let kind = "mariadb"
    package let dialect = SQLDialect.mysql
    private let pool: MariaDBPool

    package init(_ pool: MariaDBPool) {
        self.pool = pool
    }

    package func migrate() async throws -> [Int] {
        try await pool.migrate(
            BoardSchema.versions.map { version in
                MariaDBMigration(version: version.number, name: version.name, statements: version.statements(.mysql))
            }
        )
    }

    package func ping() async throws {
        try await pool.ping()
    }

    package func read<T: Sendable>(_ body: @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await pool.withConnection { connection in
            // Without a transaction: it would cost two more round trips.
            try await connection.perform { try body(MariaDBSession(connection: $0)) }
        }
    }

    package func write<T: Sendable>(_ body: @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await pool.transaction { try body(MariaDBSession(connection: $0)) }
    }

    package var connections: [(pool: String, statistics: ResourcePoolStatistics)] {
        [(kind, pool.statementStatistics), ("\(kind)-transactions", pool.transactionStatistics)]
    }

    package func close() async {
        await pool.close()
    }
}

extension MariaDBConnection {
    /// Runs `body` on the connection's thread.
    fileprivate func perform<T: Sendable>(_ body: @Sendable (isolated MariaDBConnection) throws -> T) throws -> T {
        try body(self)
    }
}

/// Used on the connection's own thread only, which `assumeIsolated` checks.
private struct MariaDBSession: SQLSession {
    let connection: MariaDBConnection

    func run(_ statement: SQLStatement, _ values: [SQLValue]) throws -> SQLOutcome {
        let values = values.map(\.mariaDB)
        let result = try connection.assumeIsolated { try $0.execute(statement.text(.mysql), values) }
        return SQLOutcome(affectedRows: result.affectedRows, insertedID: Int64(clamping: result.lastInsertID))
    }

    func rows(_ statement: SQLStatement, _ values: [SQLValue]) throws -> [SQLRow] {
        let values = values.map(\.mariaDB)
        return try connection.assumeIsolated { try $0.query(statement.text(.mysql), values) }.map(SQLRow.mariaDB)
    }
}
