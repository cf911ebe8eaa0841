package import Core
package import SQLite

/// The accuracy ledger in SQLite.
package struct SQLiteAccuracyRepository: AccuracyRepository {
    private let database: SQLiteDatabase

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

    package func removeScores(before time: Timestamp) async throws {
        try await database.write { connection in
            _ = try connection.execute("DELETE FROM scores WHERE truth_at < ?", [.integer(time.milliseconds)])
        }
    }

    package func ping() async throws {
        try await database.ping()
    }

    private static let insert = """
        INSERT OR IGNORE INTO scores (
            source, truth_at, minutes, based_on, model_version, n, squared_error, squared_error_last, absolute_error,
            absolute_error_last, pinball, brier_empty, brier_empty_last, brier_full, covered
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private static let selectTotals = """
        SELECT minutes, ((truth_at / 1000 + ?) / 3600) % 24 AS hour, model_version, count(*) AS runs, sum(n) AS n,
            sum(squared_error) AS squared_error, sum(squared_error_last) AS squared_error_last,
            sum(absolute_error) AS absolute_error, sum(absolute_error_last) AS absolute_error_last,
            sum(pinball) AS pinball, sum(brier_empty) AS brier_empty, sum(brier_empty_last) AS brier_empty_last,
            sum(brier_full) AS brier_full, sum(covered) AS covered
        FROM scores WHERE source = ? AND truth_at >= ? AND truth_at < ?
        GROUP BY minutes, hour, model_version ORDER BY minutes, hour, model_version
        """

    private static func values(_ score: ForecastScore) -> [SQLiteValue] {
        let sums = score.sums
        return [
            .text(score.source), .integer(score.truthAt.milliseconds), .init(score.minutes),
            .integer(score.basedOn.milliseconds), .text(score.modelVersion), .init(sums.count),
            .real(sums.squaredError),
            .real(sums.squaredErrorLast), .real(sums.absoluteError), .real(sums.absoluteErrorLast), .real(sums.pinball),
            .real(sums.brierEmpty), .real(sums.brierEmptyLast), .real(sums.brierFull), .init(sums.covered),
        ]
    }

    private static func total(_ row: SQLiteRow) throws -> AccuracyTotal {
        var sums = AccuracySums()
        sums.count = try row.get("n")
        sums.squaredError = try row.get("squared_error")
        sums.squaredErrorLast = try row.get("squared_error_last")
        sums.absoluteError = try row.get("absolute_error")
        sums.absoluteErrorLast = try row.get("absolute_error_last")
        sums.pinball = try row.get("pinball")
        sums.brierEmpty = try row.get("brier_empty")
        sums.brierEmptyLast = try row.get("brier_empty_last")
        sums.brierFull = try row.get("brier_full")
        sums.covered = try row.get("covered")
        return AccuracyTotal(
            minutes: try row.get("minutes"),
            hour: try row.get("hour"),
            modelVersion: try row.get("model_version"),
            runs: try row.get("runs"),
            sums: sums
        )
    }
}
