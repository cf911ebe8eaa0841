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
        ),
        SQLiteMigration(
            version: 2,
            name: "scores by station and calibration",
            // The day is that local day's midnight; it comes first because windows and retention go by it.
            sql: """
                CREATE TABLE station_scores (
                    day INTEGER NOT NULL,
                    source TEXT NOT NULL,
                    minutes INTEGER NOT NULL,
                    station_id TEXT NOT NULL,
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
                    PRIMARY KEY (day, source, minutes, station_id)
                ) WITHOUT ROWID;
                CREATE TABLE empty_calibration (
                    day INTEGER NOT NULL,
                    source TEXT NOT NULL,
                    minutes INTEGER NOT NULL,
                    bin INTEGER NOT NULL,
                    n INTEGER NOT NULL,
                    forecast REAL NOT NULL,
                    observed INTEGER NOT NULL,
                    PRIMARY KEY (day, source, minutes, bin)
                ) WITHOUT ROWID;
                CREATE TABLE counted_truths (
                    truth_at INTEGER NOT NULL,
                    source TEXT NOT NULL,
                    PRIMARY KEY (truth_at, source)
                ) WITHOUT ROWID;
                """
        ),
    ]
}
