import SQLite
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SQLiteValuesTests {
    @Test(
        arguments: [
            .null, .integer(.min), .integer(.max), .integer(0), .real(0.1), .real(-.greatestFiniteMagnitude), .text(""),
            .text("따릉이 🚲 it's \"quoted\"; DROP TABLE stations --"), .text("with\u{0}zero"), .blob([]),
            .blob([0, 255, 39]),
            .blob([UInt8](repeating: 7, count: 3_000_000)),
        ] as [SQLiteValue]
    )
    func `a value comes back as it went in`(value: SQLiteValue) async throws {
        try await withDatabase { database in
            let row = try await database.write { connection in
                try connection.execute("CREATE TABLE entries (value BLOB)")
                try connection.execute("INSERT INTO entries VALUES (?)", [value])
                return try connection.first("SELECT value, typeof(value) AS type FROM entries")
            }
            #expect(row?[0] == value)
        }
    }

    @Test func `columns are found by name and turned into Swift types`() async throws {
        try await withDatabase { database in
            let row = try #require(
                try await database.read { connection in
                    try connection.first("SELECT 7 AS number, '역' AS name, 1.5 AS ratio, 1 AS flag, NULL AS missing")
                }
            )
            #expect(try row.get("number") == 7)
            #expect(try row.get("name") == "역")
            #expect(try row.get("ratio") == 1.5)
            #expect(try row.get("number", as: Double.self) == 7)
            #expect(try row.get("flag", as: Bool.self))
            #expect(try row.getOptional("missing", as: String.self) == nil)
            #expect(try row.getOptional("name", as: String.self) == "역")
            #expect(row.columnNames == ["number", "name", "ratio", "flag", "missing"])
            #expect(throws: SQLiteError.self) { try row.get("missing", as: Int.self) }
            #expect(throws: SQLiteError.self) { try row.get("name", as: Int.self) }
            #expect(throws: SQLiteError.self) { try row.get("absent", as: Int.self) }
        }
    }

    @Test func `values and placeholders have to match in number`() async throws {
        try await withDatabase { database in
            await #expect(
                performing: { try await database.read { try $0.first("SELECT ?, ?", [1]) } },
                throws: isSQLiteError(.misuse)
            )
        }
    }

    @Test func `a second statement is refused instead of ignored`() async throws {
        try await withDatabase { database in
            await #expect(
                performing: { try await database.read { try $0.first("SELECT 1; SELECT 2") } },
                throws: isSQLiteError(.misuse)
            )
            let value = try await database.read { try $0.first("SELECT 1; ")?[0] }
            #expect(value == 1)
        }
    }

    @Test func `an answer beyond its limit is an error`() async throws {
        try await withDatabase { database in
            await #expect(
                performing: {
                    try await database.read { try $0.query("VALUES (1), (2), (3)", limit: 2) }
                },
                throws: isSQLiteError(.tooBig)
            )
        }
    }

    @Test func `a statement can be used inside its own loop`() async throws {
        try await withDatabase { database in
            let pairs = try await database.read { connection in
                var pairs = 0
                try connection.forEachRow("VALUES (1), (2), (3)") { _ in
                    try connection.forEachRow("VALUES (1), (2), (3)") { _ in pairs += 1 }
                }
                return pairs
            }
            #expect(pairs == 9)
        }
    }

    @Test func `more texts than the cache keeps still work`() async throws {
        try await withDatabase({ $0.statementCacheLimit = 2 }) { database in
            let sum = try await database.read { connection in
                var sum = 0
                for round in 0..<3 {
                    for number in 0..<10 {
                        sum += try connection.first("SELECT \(number) + ? AS n", [.init(round)])?.get("n") ?? 0
                    }
                }
                return sum
            }
            #expect(sum == 3 * 45 + 30)
        }
    }
}
