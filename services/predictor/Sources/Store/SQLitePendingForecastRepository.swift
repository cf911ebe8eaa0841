import Blocking
import Compression
package import Core
package import SQLite

/// Forecasts that wait for their truths, as gzipped documents in SQLite.
package struct SQLitePendingForecastRepository: PendingForecastRepository {
    private let database: SQLiteDatabase
    /// A document of 20,000 stations has about 13 MB.
    private static let documentLimitBytes = 64 << 20

    package init(database: SQLiteDatabase) {
        self.database = database
    }

    package func save(_ forecast: ForecastDocument) async throws {
        let packed = try await runBlocking { try Gzip.compress(forecast.bytes, level: 1) }
        try await database.write { connection in
            _ = try connection.execute(
                "INSERT OR REPLACE INTO pending (source, based_on, document) VALUES (?, ?, ?)",
                [.text(forecast.header.source), .integer(forecast.header.basedOn.milliseconds), .blob(packed)]
            )
        }
    }

    package func load(source: String) async throws -> [ForecastRun] {
        let documents = try await database.read { connection in
            try connection.query("SELECT document FROM pending WHERE source = ? ORDER BY based_on", [.text(source)])
                .map { try $0.get("document", as: [UInt8].self) }
        }
        return try await runBlocking {
            try documents.map { document in
                try ForecastRun(document: Gzip.decompress(document, limit: Self.documentLimitBytes))
            }
        }
    }

    package func removeRuns(before time: Timestamp) async throws {
        try await database.write { connection in
            _ = try connection.execute("DELETE FROM pending WHERE based_on < ?", [.integer(time.milliseconds)])
        }
    }
}
