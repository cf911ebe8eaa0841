import Foundation
import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite(.serialized, .mariaDBServer, .timeLimit(.minutes(3)))
struct MariaDBTransactionTests {
    @Test func `transactions have connections of their own, which do nothing else`() async throws {
        try await withPool { pool in
            let kinds = try await pool.transaction { transaction in
                [try transaction.first("SELECT @@autocommit")?[0]]
            }
            #expect(kinds == [0])
            #expect(try await pool.withConnection { try await $0.first("SELECT @@autocommit")?[0] } == 1)
            var configuration = pool.configuration
            configuration.autocommits = false
            let connection = try await MariaDBConnection.open(configuration)
            await #expect(
                performing: { try await connection.query("SELECT 1") },
                throws: isMariaDBError(.misuse)
            )
            await connection.close()
        }
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        try await withPool { pool in
            try await pool.withConnection { try await $0.run("CREATE TABLE entries (id INT PRIMARY KEY)") }
            await #expect(throws: CocoaError.self) {
                try await pool.transaction { connection in
                    try connection.execute("INSERT INTO entries VALUES (1)")
                    throw CocoaError(.featureUnsupported)
                }
            }
            try await pool.transaction { try $0.execute("INSERT INTO entries VALUES (2)") }
            let rows = try await pool.withConnection { try await $0.query("SELECT id FROM entries") }
            #expect(rows.map { $0[0] } == [2])
            await #expect(
                performing: {
                    try await pool.transaction { try $0.execute("INSERT INTO entries VALUES (?)", [2]) }
                },
                throws: isMariaDBError(.duplicateKey)
            )
        }
    }

    @Test func `a cancelled task is rolled back`() async throws {
        try await withPool { pool in
            try await pool.withConnection { try await $0.run("CREATE TABLE entries (id INT PRIMARY KEY)") }
            let entered = DispatchSemaphore(value: 0)
            let leave = DispatchSemaphore(value: 0)
            let writing = Task {
                try await pool.transaction { connection in
                    try connection.execute("INSERT INTO entries VALUES (1)")
                    entered.signal()
                    leave.wait()
                }
            }
            try await eventually { entered.wait(timeout: .now()) == .success }
            writing.cancel()
            leave.signal()
            await #expect(throws: CancellationError.self) { try await writing.value }
            #expect(try await pool.withConnection { try await $0.query("SELECT id FROM entries").count } == 0)
        }
    }

    @Test func `of two transactions in a deadlock one is told so and both succeed when it is tried again`() async throws
    {
        try await withPool { pool in
            try await pool.withConnection { connection in
                try await connection.run("CREATE TABLE entries (id INT PRIMARY KEY, n INT) ENGINE = InnoDB")
                try await connection.execute("INSERT INTO entries VALUES (1, 0), (2, 0)")
            }
            let both = Barrier(count: 2)
            let counter = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await pool.transaction(attempts: 5) { connection in
                            let run = counter.increment()
                            try connection.execute("UPDATE entries SET n = n + 1 WHERE id = ?", [.init(first)])
                            // Only the first two runs meet; the one after the deadlock goes alone.
                            if run <= 2 { both.wait() }
                            try connection.execute("UPDATE entries SET n = n + 1 WHERE id = ?", [.init(second)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(counter.value >= 3)
            let rows = try await pool.withConnection { try await $0.query("SELECT n FROM entries") }
            #expect(rows.map { $0[0] } == [2, 2])
        }
    }

    @Test func `without another attempt a deadlock reaches the caller as retriable`() async throws {
        try await withPool { pool in
            try await pool.withConnection { connection in
                try await connection.run("CREATE TABLE entries (id INT PRIMARY KEY, n INT) ENGINE = InnoDB")
                try await connection.execute("INSERT INTO entries VALUES (1, 0), (2, 0)")
            }
            let both = Barrier(count: 2)
            let errors = await withTaskGroup(of: MariaDBError?.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        do {
                            try await pool.transaction(attempts: 1) { connection in
                                // However late one of the two is.
                                try connection.run("SET SESSION innodb_lock_wait_timeout = 60")
                                try connection.execute("UPDATE entries SET n = n + 1 WHERE id = ?", [.init(first)])
                                both.wait()
                                try connection.execute("UPDATE entries SET n = n + 1 WHERE id = ?", [.init(second)])
                            }
                            return nil
                        } catch {
                            return error as? MariaDBError
                        }
                    }
                }
                return await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.map(\.code) == [.deadlock])
            #expect(errors.first?.sqlState == "40001")
            #expect(errors.first?.isRetriable == true)
        }
    }
}

/// Lets threads go on once all have arrived.
private final class Barrier: Sendable {
    private let group = DispatchGroup()

    init(count: Int) {
        for _ in 0..<count { group.enter() }
    }

    func wait() {
        group.leave()
        group.wait()
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func increment() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
