package import Core
import SQLite

extension SQLiteAccuracyRepository: StationAccuracyRepository {
    package func add(_ batch: StationAccuracyBuffer) async throws -> Bool {
        try await database.write { connection in
            for truth in batch.truths where try Self.isCounted(truth, in: connection) { return false }
            try Self.insert(batch, into: connection)
            return true
        }
    }

    package func replace(_ batch: StationAccuracyBuffer) async throws {
        guard !batch.isEmpty else { return }
        try await database.write { connection in
            for day in batch.days.keys {
                let key: [SQLiteValue] = [.integer(day.start.milliseconds), .text(day.source)]
                try connection.execute("DELETE FROM station_scores WHERE day = ? AND source = ?", key)
                try connection.execute("DELETE FROM empty_calibration WHERE day = ? AND source = ?", key)
                let end = day.start.advanced(bySeconds: LocalDay.seconds)
                try connection.execute(
                    "DELETE FROM counted_truths WHERE truth_at >= ? AND source = ? AND truth_at < ?",
                    key + [.integer(end.milliseconds)]
                )
            }
            try Self.insert(batch, into: connection)
        }
    }

    package func isCounted(_ truth: StationAccuracyBuffer.Truth) async throws -> Bool {
        try await database.read { try Self.isCounted(truth, in: $0) }
    }

    package func stationTotals(
        source: String,
        from: Timestamp,
        to: Timestamp,
        minutes: Set<Int>?,
        stationID: String?
    ) async throws -> [StationAccuracyTotal] {
        var sql = "SELECT station_id, minutes, \(SumsColumns.summed) FROM station_scores \(Self.window)"
        var values = Self.windowValues(source: source, from: from, to: to)
        if let minutes {
            // Numbers only: nothing of a request gets into the text.
            sql += " AND minutes IN (\(minutes.sorted().map(String.init).joined(separator: ", ")))"
        }
        if let stationID {
            sql += " AND station_id = ?"
            values.append(.text(stationID))
        }
        sql += " GROUP BY minutes, station_id"
        return try await database.read { [sql, values] connection in
            try connection.query(sql, values).map { row in
                StationAccuracyTotal(
                    stationID: try row.get("station_id"),
                    minutes: try row.get("minutes"),
                    sums: try SumsColumns.sums(row)
                )
            }
        }
    }

    package func emptyCalibration(
        source: String,
        from: Timestamp,
        to: Timestamp
    ) async throws -> [Int: EmptyCalibration] {
        try await database.read { connection in
            var calibration: [Int: EmptyCalibration] = [:]
            try connection.forEachRow(
                """
                SELECT minutes, bin, sum(n) AS n, sum(forecast) AS forecast, sum(observed) AS observed
                FROM empty_calibration \(Self.window) GROUP BY minutes, bin
                """,
                Self.windowValues(source: source, from: from, to: to)
            ) { row in
                calibration[try row.get("minutes"), default: EmptyCalibration()].add(
                    EmptyCalibration.Bin(
                        count: try row.get("n"),
                        forecast: try row.get("forecast"),
                        observed: try row.get("observed")
                    ),
                    bin: try row.get("bin")
                )
            }
            return calibration
        }
    }

    /// Days that reach into the window.
    private static let window = "WHERE day > ? AND day < ? AND source = ?"

    private static func windowValues(source: String, from: Timestamp, to: Timestamp) -> [SQLiteValue] {
        let earliest = from.advanced(bySeconds: -LocalDay.seconds)
        return [.integer(earliest.milliseconds), .integer(to.milliseconds), .text(source)]
    }

    private static func isCounted(
        _ truth: StationAccuracyBuffer.Truth,
        in connection: SQLiteConnection
    ) throws(SQLiteError) -> Bool {
        try connection.first(
            "SELECT 1 FROM counted_truths WHERE truth_at = ? AND source = ?",
            [.integer(truth.at.milliseconds), .text(truth.source)]
        ) != nil
    }

    private static func insert(_ batch: StationAccuracyBuffer, into connection: SQLiteConnection) throws(SQLiteError) {
        for (day, sums) in batch.days {
            let key: [SQLiteValue] = [.integer(day.start.milliseconds), .text(day.source)]
            for (minutes, column) in sums.sums {
                for (stationID, own) in zip(sums.stationIDs, column) where own.count > 0 {
                    let row = key + [.init(minutes), .text(stationID)] + SumsColumns.values(own)
                    try connection.execute(addSums, row)
                }
            }
            for (minutes, calibration) in sums.calibration {
                for (bin, own) in calibration.bins.enumerated() where own.count > 0 {
                    let row: [SQLiteValue] = [
                        .init(minutes), .init(bin), .init(own.count), .real(own.forecast), .init(own.observed),
                    ]
                    try connection.execute(addBin, key + row)
                }
            }
        }
        for truth in batch.truths {
            try connection.execute(
                "INSERT OR IGNORE INTO counted_truths (truth_at, source) VALUES (?, ?)",
                [.integer(truth.at.milliseconds), .text(truth.source)]
            )
        }
    }

    private static let addSums = """
        INSERT INTO station_scores (day, source, minutes, station_id, \(SumsColumns.list))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (day, source, minutes, station_id) DO UPDATE SET \(SumsColumns.increments)
        """

    private static let addBin = """
        INSERT INTO empty_calibration (day, source, minutes, bin, n, forecast, observed) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (day, source, minutes, bin)
        DO UPDATE SET n = n + excluded.n, forecast = forecast + excluded.forecast, observed = observed + excluded.observed
        """
}
