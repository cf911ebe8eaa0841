import SQLite

/// The columns in which tables hold ``AccuracySums``.
enum SumsColumns {
    static let names = [
        "n", "squared_error", "squared_error_last", "absolute_error", "absolute_error_last", "pinball", "brier_empty",
        "brier_empty_last", "brier_full", "covered",
    ]

    static let list = names.joined(separator: ", ")
    /// Sums over rows, under the columns' own names.
    static let summed = names.map { "sum(\($0)) AS \($0)" }.joined(separator: ", ")
    /// For `ON CONFLICT … DO UPDATE SET`.
    static let increments = names.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")

    /// In the order of ``names``.
    static func values(_ sums: AccuracySums) -> [SQLiteValue] {
        [
            .init(sums.count), .real(sums.squaredError), .real(sums.squaredErrorLast), .real(sums.absoluteError),
            .real(sums.absoluteErrorLast), .real(sums.pinball), .real(sums.brierEmpty), .real(sums.brierEmptyLast),
            .real(sums.brierFull), .init(sums.covered),
        ]
    }

    static func sums(_ row: SQLiteRow) throws(SQLiteError) -> AccuracySums {
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
        return sums
    }
}
