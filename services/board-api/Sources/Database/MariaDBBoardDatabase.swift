package import MariaDB

/// The board in MariaDB or MySQL.
package struct MariaDBBoardDatabase: BoardDatabase {
    private static let migrations: [MariaDBMigration] = []

    package let kind = "mariadb"
    private let pool: MariaDBPool

    package init(_ pool: MariaDBPool) {
        self.pool = pool
    }

    package func migrate() async throws -> [Int] {
        try await pool.migrate(Self.migrations)
    }

    package func ping() async throws {
        try await pool.ping()
    }

    package func close() async {
        await pool.close()
    }
}
