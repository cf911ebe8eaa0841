import Foundation
import SQLite
import Testing

/// A database in a folder of its own, both removed afterwards.
@discardableResult
func withDatabase<T>(
    _ change: (inout SQLiteConfiguration) -> Void = { _ in },
    _ body: (SQLiteDatabase) async throws -> T
) async throws -> T {
    try await withFolder { folder in
        var configuration = SQLiteConfiguration(path: folder.appending(path: "test.sqlite").path)
        change(&configuration)
        let database = try await SQLiteDatabase.open(configuration)
        do {
            let value = try await body(database)
            #expect(await database.close())
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}

func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sqlite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

/// True for a `SQLiteError` of that code.
func isSQLiteError(_ code: SQLiteError.Code) -> @Sendable (any Error) -> Bool {
    { ($0 as? SQLiteError)?.code == code }
}

/// A statement that works for minutes.
let endlessQuery = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000000000)
    SELECT SUM(n) FROM numbers
    """

func eventually(_ condition: () async throws -> Bool) async throws {
    while !(try await condition()) { try await Task.sleep(for: .milliseconds(2)) }
}
