package import Core
package import SQLite

/// The accuracy ledger in SQLite.
package struct SQLiteAccuracyRepository: AccuracyRepository {
    let database: SQLiteDatabase

    package init(database: SQLiteDatabase) {
        self.database = database
    }

    package func add(_ scores: [ForecastScore]) async throws {
        try await database.write { connection in
            for score in scores { try connection.execute(Self.insert, Self.values(score)) }
        }
    }

    package func replace(_ scores: [ForecastScore], source: String, from: Timestamp, to: Timestamp) async throws {
        try await database.write { connection in
            try connection.execute(
                "DELETE FROM scores WHERE source = ? AND truth_at >= ? AND truth_at < ?",
                [.text(source), .integer(from.milliseconds), .integer(to.milliseconds)]
            )
            for score in scores { try connection.execute(Self.insert, Self.values(score)) }
        }
    }

    package func lastTruth(source: String) async throws -> Timestamp? {
        try await database.read { connection in
            let row = try connection.first("SELECT max(truth_at) AS at FROM scores WHERE source = ?", [.text(source)])
            return try row?.getOptional("at", as: Int64.self).map(Timestamp.init(milliseconds:))
        }
    }

    /// The sources that have scores.
    package func sources() async throws -> [String] {
        try await database.read { connection in
            try connection.query("SELECT DISTINCT source FROM scores ORDER BY source").map { try $0.get("source") }
        }
    }

    package func totals(
        source: String,
        from: Timestamp,
        to: Timestamp,
        utcOffsetSeconds: Int
    ) async throws -> [AccuracyTotal] {
        try await database.read { connection in
            try connection.query(
                Self.selectTotals,
                [
                    .init(utcOffsetSeconds), .text(source), .integer(from.milliseconds), .integer(to.milliseconds),
                ]
            ).map(Self.total)
        }
    }

    /// Sums by station go with the last hour of their day.
    package func removeScores(before time: Timestamp) async throws {
        let day = SQLiteValue.integer(time.advanced(bySeconds: -LocalDay.seconds).milliseconds)
        try await database.write { connection in
            try connection.execute("DELETE FROM scores WHERE truth_at < ?", [.integer(time.milliseconds)])
            try connection.execute("DELETE FROM station_scores WHERE day <= ?", [day])
            try connection.execute("DELETE FROM empty_calibration WHERE day <= ?", [day])
            try connection.execute("DELETE FROM counted_truths WHERE truth_at < ?", [day])
        }
    }

    package func ping() async throws {
        try await database.ping()
    }

    private static let insert = """
        INSERT OR IGNORE INTO scores (source, truth_at, minutes, based_on, model_version, \(SumsColumns.list))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private static let selectTotals = """
        SELECT minutes, ((truth_at / 1000 + ?) / 3600) % 24 AS hour, model_version, count(*) AS runs,
            \(SumsColumns.summed)
        FROM scores WHERE source = ? AND truth_at >= ? AND truth_at < ?
        GROUP BY minutes, hour, model_version ORDER BY minutes, hour, model_version
        """

    private static func values(_ score: ForecastScore) -> [SQLiteValue] {
        [
            .text(score.source), .integer(score.truthAt.milliseconds), .init(score.minutes),
            .integer(score.basedOn.milliseconds), .text(score.modelVersion),
        ] + SumsColumns.values(score.sums)
    }

    private static func total(_ row: SQLiteRow) throws -> AccuracyTotal {
        AccuracyTotal(
            minutes: try row.get("minutes"),
            hour: try row.get("hour"),
            modelVersion: try row.get("model_version"),
            runs: try row.get("runs"),
            sums: try SumsColumns.sums(row)
        )
    }
}
