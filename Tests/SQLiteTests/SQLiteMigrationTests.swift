import SQLite
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SQLiteMigrationTests {
    private let first = SQLiteMigration(version: 1, name: "posts", sql: "CREATE TABLE posts (id INTEGER PRIMARY KEY);")
    private let second = SQLiteMigration(
        version: 2,
        name: "titles",
        sql: "ALTER TABLE posts ADD COLUMN title TEXT; CREATE INDEX posts_title ON posts (title);"
    )

    @Test func `each migration runs once, in order`() async throws {
        try await withDatabase { database in
            #expect(try await database.migrate([first]) == [1])
            #expect(try await database.migrate([first, second]) == [2])
            #expect(try await database.migrate([first, second]) == [])
            try await database.write { try $0.execute("INSERT INTO posts (title) VALUES ('제목')") }
        }
    }

    @Test func `several starts at once migrate once`() async throws {
        try await withDatabase { database in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<8 { group.addTask { try await database.migrate([first, second]) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == [1, 2])
        }
    }

    @Test func `a failing step takes the steps before it back`() async throws {
        try await withDatabase { database in
            let broken = SQLiteMigration(version: 2, name: "broken", sql: "CREATE TABLE extra (x); NONSENSE;")
            await #expect(throws: SQLiteError.self) { try await database.migrate([first, broken]) }
            let tables = try await database.read { try $0.query("SELECT name FROM sqlite_schema").count }
            #expect(tables == 0)
        }
    }

    @Test func `a database that is newer than the code is refused and left alone`() async throws {
        try await withDatabase { database in
            try await database.migrate([first, second])
            await #expect(
                performing: { try await database.migrate([first]) },
                throws: isSQLiteError(.incompatibleSchema)
            )
            #expect(try await database.migrate([first, second]) == [])
        }
    }

    @Test func `a renamed migration is refused`() async throws {
        try await withDatabase { database in
            try await database.migrate([first])
            let renamed = SQLiteMigration(version: 1, name: "entries", sql: first.sql)
            await #expect(
                performing: { try await database.migrate([renamed]) },
                throws: isSQLiteError(.incompatibleSchema)
            )
        }
    }

    @Test func `versions have to ascend`() async throws {
        try await withDatabase { database in
            await #expect(performing: { try await database.migrate([second, first]) }, throws: isSQLiteError(.misuse))
        }
    }
}
