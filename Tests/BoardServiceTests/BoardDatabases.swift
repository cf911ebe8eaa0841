import BoardService
import Foundation
import MariaDB
import TestSupport
import Testing

/// The databases that every test of the board's behaviour runs on.
enum TestedDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, mariaDB

    var testDescription: String { rawValue }
}

/// Gives a suite one private MariaDB server for all its tests.
struct BoardDatabasesTrait: SuiteTrait, TestScoping {
    @TaskLocal static var server: MariaDBServerFixture?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await MariaDBServerFixture.withServer { server in
            try await Self.$server.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == BoardDatabasesTrait {
    static var boardDatabases: Self { BoardDatabasesTrait() }
}

/// The `DATABASE_URL` of an empty database of that kind, removed afterwards.
func withDatabaseURL<T>(_ kind: TestedDatabase, _ body: (String) async throws -> T) async throws -> T {
    switch kind {
    case .sqlite:
        return try await withTemporaryDirectory(prefix: "board") { folder in
            try await body("sqlite:\(folder.file("board.sqlite"))")
        }
    case .mariaDB:
        let server = try #require(BoardDatabasesTrait.server)
        let schema = "board_\(UInt64.random(in: 0...UInt64.max))"
        let administration = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
        try await administration.run("CREATE DATABASE \(schema) CHARACTER SET utf8mb4")
        await administration.close()
        let result: Result<T, any Error>
        do { result = .success(try await body(server.url(database: schema))) } catch { result = .failure(error) }
        // On a connection of its own: the server may have been away.
        let cleaning = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
        try await cleaning.run("DROP DATABASE \(schema)")
        await cleaning.close()
        return try result.get()
    }
}
