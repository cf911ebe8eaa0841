/// One numbered step from an older schema to a newer one. What is released is never changed: a later step corrects it.
package struct MariaDBMigration: Sendable {
    /// Counts upwards; gaps are allowed.
    package let version: Int
    package let name: String
    /// MariaDB commits every change of a table at once, so each statement should bear to be run twice.
    package let statements: [String]

    package init(version: Int, name: String, statements: [String]) {
        self.version = version
        self.name = name
        self.statements = statements
    }
}

extension MariaDBPool {
    /// Applies the migrations that are missing, under a lock of the server, and returns their versions.
    ///
    /// A connection of its own waits up to `timeout` for the lock and for each statement. Throws `incompatibleSchema`
    /// when the schema knows a version or a name that `migrations` does not, `misuse` when `migrations` do not ascend.
    @discardableResult
    package func migrate(_ migrations: [MariaDBMigration], timeout: Duration = .seconds(300)) async throws -> [Int] {
        guard zip(migrations, migrations.dropFirst()).allSatisfy({ $0.version < $1.version }) else {
            throw MariaDBError(.misuse, "the versions of the migrations do not ascend")
        }
        var patient = configuration
        patient.autocommits = true
        patient.readTimeout = timeout + .seconds(5)
        let connection = try await MariaDBConnection.open(patient)
        do {
            let applied = try await connection.migrate(migrations, lockTimeout: timeout)
            await connection.close()
            return applied
        } catch {
            // Also gives up the lock.
            await connection.close()
            throw error
        }
    }
}

extension MariaDBConnection {
    fileprivate func migrate(_ migrations: [MariaDBMigration], lockTimeout: Duration) throws -> [Int] {
        let seconds = MariaDBValue.integer(lockTimeout.components.seconds)
        let lock = try first("SELECT GET_LOCK(CONCAT('migrations.', DATABASE()), ?) AS locked", [seconds])
        guard lock?[0] == 1 else {
            throw MariaDBError(.lockWaitTimeout, "another instance migrates for longer than \(lockTimeout)")
        }
        try run(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version BIGINT PRIMARY KEY,
                name VARCHAR(200) NOT NULL,
                applied_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
            ) DEFAULT CHARSET utf8mb4
            """
        )
        let pending = try pending(migrations)
        for migration in pending {
            for statement in migration.statements { try run(statement) }
            try execute(
                "INSERT INTO schema_migrations (version, name) VALUES (?, ?)",
                [.init(migration.version), .text(migration.name)]
            )
        }
        return pending.map(\.version)
    }

    private func pending(_ migrations: [MariaDBMigration]) throws -> [MariaDBMigration] {
        let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.version, $0.name) })
        var newest = Int.min
        for row in try query("SELECT version, name FROM schema_migrations ORDER BY version") {
            newest = try row.get("version")
            let name = try row.get("name", as: String.self)
            guard known[newest] == name else {
                throw MariaDBError(.incompatibleSchema, "migration \(newest) (\(name)) is not known to this version")
            }
        }
        return migrations.filter { $0.version > newest }
    }
}
