import Blocking
import Foundation
import SQLite
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SQLiteDatabaseTests {
    @Test func `a hundred concurrent writers lose no update`() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (0)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await database.write { connection in
                            let n: Int = try connection.first("SELECT n FROM counter")?.get("n") ?? 0
                            try connection.execute("UPDATE counter SET n = ?", [.init(n + 1)])
                        }
                    }
                    group.addTask { _ = try await database.read { try $0.first("SELECT n FROM counter") } }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.first("SELECT n FROM counter")?[0] } == 100)
            #expect(database.statistics.writer.idle == 1)
            #expect(database.statistics.readers.idle <= 4)
        }
    }

    @Test func `two databases on one file take turns`() async throws {
        try await withFolder { folder in
            let configuration = SQLiteConfiguration(path: folder.appending(path: "shared.sqlite").path)
            let databases = try await [SQLiteDatabase.open(configuration), SQLiteDatabase.open(configuration)]
            try await databases[0].execute("CREATE TABLE entries (id INTEGER PRIMARY KEY)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for database in databases {
                    group.addTask {
                        for _ in 0..<50 {
                            try await database.write { try $0.execute("INSERT INTO entries DEFAULT VALUES") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await databases[1].read { try $0.first("SELECT COUNT(*) FROM entries")?[0] } == 100)
            for database in databases { #expect(await database.close()) }
        }
    }

    @Test func `readers see the last committed state while a write is open`() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE entries (id INTEGER)")
            let entered = DispatchSemaphore(value: 0)
            let leave = DispatchSemaphore(value: 0)
            let writing = Task {
                try await database.write { connection in
                    try connection.execute("INSERT INTO entries VALUES (1)")
                    entered.signal()
                    leave.wait()
                }
            }
            try await eventually { entered.wait(timeout: .now()) == .success }
            #expect(try await database.read { try $0.first("SELECT COUNT(*) FROM entries")?[0] } == 0)
            leave.signal()
            try await writing.value
            #expect(try await database.read { try $0.first("SELECT COUNT(*) FROM entries")?[0] } == 1)
        }
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE entries (id INTEGER)")
            await #expect(throws: CocoaError.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO entries VALUES (1)")
                    throw CocoaError(.featureUnsupported)
                }
            }
            #expect(try await database.read { try $0.first("SELECT COUNT(*) FROM entries")?[0] } == 0)
            #expect(try await database.write { try $0.execute("INSERT INTO entries VALUES (2)") } == 1)
        }
    }

    @Test func `cancelling stops a query in the middle`() async throws {
        try await withDatabase { database in
            let running = Task { try await database.read { try $0.first(endlessQuery) } }
            try await eventually { database.statistics.readers.active == 1 }
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
            #expect(try await database.read { try $0.first("SELECT 1")?[0] } == 1)
        }
    }

    @Test func `cancelling a write rolls it back, also between two statements`() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE entries (id INTEGER)")
            let entered = DispatchSemaphore(value: 0)
            let leave = DispatchSemaphore(value: 0)
            let writing = Task {
                try await database.write { connection in
                    try connection.execute("INSERT INTO entries VALUES (1)")
                    entered.signal()
                    leave.wait()
                    try connection.execute("INSERT INTO entries VALUES (2)")
                }
            }
            try await eventually { entered.wait(timeout: .now()) == .success }
            writing.cancel()
            leave.signal()
            await #expect(throws: CancellationError.self) { try await writing.value }
            #expect(try await database.read { try $0.first("SELECT COUNT(*) FROM entries")?[0] } == 0)
        }
    }

    @Test func `a lock that another process keeps is reported as busy after the time limit`() async throws {
        try await withDatabase({ $0.busyTimeout = .milliseconds(80) }) { database in
            let other = try await lockedElsewhere(database)
            let start = ContinuousClock.now
            await #expect(
                performing: { try await database.write { _ in } },
                throws: { error in
                    (error as? SQLiteError)?.code == .busy && (error as? SQLiteError)?.isRetriable == true
                }
            )
            #expect(start.duration(to: .now) >= .milliseconds(80))
            try await other.release()
            try await database.write { _ in }
        }
    }

    @Test func `cancelling ends the wait for a lock`() async throws {
        try await withDatabase({ $0.busyTimeout = .seconds(3600) }) { database in
            let other = try await lockedElsewhere(database)
            let waiting = Task { try await database.write { _ in } }
            try await eventually { database.statistics.writer.active == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            try await other.release()
        }
    }

    @Test func `constraints are told apart`() async throws {
        try await withDatabase { database in
            try await database.execute(
                """
                CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
                CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users(id));
                INSERT INTO users VALUES (1, 'a@example.org');
                """
            )
            await #expect(
                performing: {
                    try await database.write {
                        try $0.execute("INSERT INTO users (email) VALUES (?)", ["a@example.org"])
                    }
                },
                throws: { ($0 as? SQLiteError)?.isUniqueViolation == true }
            )
            await #expect(
                performing: {
                    try await database.write { try $0.execute("INSERT INTO posts (author) VALUES (99)") }
                },
                throws: { ($0 as? SQLiteError)?.isForeignKeyViolation == true }
            )
        }
    }

    @Test func `a reader cannot write`() async throws {
        try await withDatabase { database in
            await #expect(
                performing: { try await database.read { try $0.execute("CREATE TABLE x (y)") } },
                throws: isSQLiteError(.readOnly)
            )
        }
    }

    @Test func `a full disk is reported and the database works on`() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE entries (data BLOB)")
            try await database.withoutTransaction { _ = try $0.query("PRAGMA max_page_count = 20") }
            await #expect(
                performing: {
                    try await database.write {
                        try $0.execute("INSERT INTO entries VALUES (zeroblob(1000000))")
                    }
                },
                throws: isSQLiteError(.full)
            )
            try await database.write { try $0.execute("INSERT INTO entries VALUES (zeroblob(10))") }
            #expect(try await database.read { try $0.first("SELECT COUNT(*) FROM entries")?[0] } == 1)
        }
    }

    @Test(arguments: ["/sys/board.sqlite", "/nowhere/board.sqlite"])
    func `a folder that cannot be written is reported with the path`(path: String) async {
        await #expect(
            performing: { try await SQLiteDatabase.open(SQLiteConfiguration(path: path)) },
            throws: { error in
                let error = error as? SQLiteError
                return error?.code == .cannotOpen && error?.message.contains(path) == true
                    && error?.isRetriable == false
            }
        )
    }

    @Test func `a file that is no database is refused`() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "other.txt")
            try Data(repeating: 65, count: 5_000).write(to: file)
            await #expect(
                performing: { try await SQLiteDatabase.open(SQLiteConfiguration(path: file.path)) },
                throws: isSQLiteError(.notADatabase)
            )
        }
    }

    @Test func `closing folds the log into the file`() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "closed.sqlite")
            let database = try await SQLiteDatabase.open(SQLiteConfiguration(path: file.path))
            try await database.execute("CREATE TABLE entries (id INTEGER)")
            try await database.ping()
            #expect(await database.close())
            #expect(!FileManager.default.fileExists(atPath: file.path + "-wal"))
            await #expect(throws: (any Error).self) { try await database.ping() }
        }
    }

    /// Another connection, as another process would have one, that holds the write lock.
    private func lockedElsewhere(_ database: SQLiteDatabase) async throws -> LockHolder {
        let path = try await database.read { try $0.first("PRAGMA database_list")?.get("file", as: String.self) }
        return try await LockHolder(path: #require(path))
    }
}

private struct LockHolder {
    private let database: SQLiteDatabase
    private let leave = DispatchSemaphore(value: 0)
    private let holding: Task<Void, any Error>

    init(path: String) async throws {
        let database = try await SQLiteDatabase.open(SQLiteConfiguration(path: path))
        let entered = DispatchSemaphore(value: 0)
        let leave = leave
        self.database = database
        holding = Task {
            try await database.write { _ in
                entered.signal()
                leave.wait()
            }
        }
        try await eventually { entered.wait(timeout: .now()) == .success }
    }

    func release() async throws {
        leave.signal()
        try await holding.value
        await database.close()
    }
}
