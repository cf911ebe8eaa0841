/// One numbered step from an older schema to a newer one. What is released is never changed: a later step corrects it.
package struct SQLiteMigration: Sendable {
    /// Counts upwards; gaps are allowed.
    package let version: Int
    package let name: String
    /// One statement or several.
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}

extension SQLiteDatabase {
    /// Applies the migrations that are missing, in one transaction under the write lock, and returns their versions.
    ///
    /// Throws `incompatibleSchema` when the file knows a version or a name that `migrations` does not, and `misuse`
    /// when `migrations` do not ascend.
    @discardableResult
    package func migrate(_ migrations: [SQLiteMigration]) async throws -> [Int] {
        guard zip(migrations, migrations.dropFirst()).allSatisfy({ $0.version < $1.version }) else {
            throw SQLiteError(.misuse, "the versions of the migrations do not ascend")
        }
        return try await write { connection in
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version INTEGER PRIMARY KEY,
                    name TEXT NOT NULL,
                    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                )
                """
            )
            let pending = try connection.pending(migrations)
            for migration in pending {
                try connection.executeScript(migration.sql)
                try connection.execute(
                    "INSERT INTO schema_migrations (version, name) VALUES (?, ?)",
                    [.init(migration.version), .text(migration.name)]
                )
            }
            return pending.map(\.version)
        }
    }
}

extension SQLiteConnection {
    fileprivate func pending(_ migrations: [SQLiteMigration]) throws(SQLiteError) -> [SQLiteMigration] {
        let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.version, $0.name) })
        var newest = Int.min
        for row in try query("SELECT version, name FROM schema_migrations ORDER BY version") {
            newest = try row.get("version")
            let name = try row.get("name", as: String.self)
            guard known[newest] == name else {
                throw SQLiteError(.incompatibleSchema, "migration \(newest) (\(name)) is not known to this version")
            }
        }
        return migrations.filter { $0.version > newest }
    }
}
