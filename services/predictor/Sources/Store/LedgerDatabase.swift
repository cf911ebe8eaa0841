import FoundationEssentials
package import SQLite

/// The file `predictor/accuracy.sqlite` below `VAR_DIR`.
package enum LedgerDatabase {
    /// Opens the file, making it and its folder when they are not there, and brings its tables up to date.
    package static func open(varDirectory: String) async throws -> SQLiteDatabase {
        let folder = "\(varDirectory)/predictor"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let database = try await SQLiteDatabase.open(
            SQLiteConfiguration(path: "\(folder)/accuracy.sqlite", readers: 2)
        )
        try await database.migrate(migrations)
        return database
    }

    private static let migrations = [
        SQLiteMigration(
            version: 1,
            name: "scores and pending forecasts",
            sql: """
                CREATE TABLE scores (
                    source TEXT NOT NULL,
                    truth_at INTEGER NOT NULL,
                    minutes INTEGER NOT NULL,
                    based_on INTEGER NOT NULL,
                    model_version TEXT NOT NULL,
                    n INTEGER NOT NULL,
                    squared_error REAL NOT NULL,
                    squared_error_last REAL NOT NULL,
                    absolute_error REAL NOT NULL,
                    absolute_error_last REAL NOT NULL,
                    pinball REAL NOT NULL,
                    brier_empty REAL NOT NULL,
                    brier_empty_last REAL NOT NULL,
                    brier_full REAL NOT NULL,
                    covered INTEGER NOT NULL,
                    PRIMARY KEY (source, truth_at, minutes, based_on, model_version)
                ) WITHOUT ROWID;
                CREATE INDEX scores_by_truth ON scores (truth_at);
                CREATE TABLE pending (
                    source TEXT NOT NULL,
                    based_on INTEGER NOT NULL,
                    document BLOB NOT NULL,
                    PRIMARY KEY (source, based_on)
                );
                """
        )
    ]
}
