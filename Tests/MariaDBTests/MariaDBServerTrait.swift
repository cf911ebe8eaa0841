import MariaDB
import TestSupport
import Testing

/// Gives a suite one private server for all its tests.
struct MariaDBServerTrait: SuiteTrait, TestScoping {
    @TaskLocal static var server: MariaDBServerFixture?
    let tls: Bool

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await MariaDBServerFixture.withServer(tls: tls) { server in
            try await MariaDBServerTrait.$server.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == MariaDBServerTrait {
    static var mariaDBServer: Self { MariaDBServerTrait(tls: false) }
    static var mariaDBServerWithTLS: Self { MariaDBServerTrait(tls: true) }
}

/// The server of the suite.
func server() throws -> MariaDBServerFixture {
    try #require(MariaDBServerTrait.server)
}

/// A pool on a schema of its own, dropped afterwards.
@discardableResult
func withPool<T>(
    _ change: (inout MariaDBConfiguration) -> Void = { _ in },
    _ body: (MariaDBPool) async throws -> T
) async throws -> T {
    let server = try server()
    let schema = "test_\(UInt64.random(in: 0...UInt64.max))"
    let administration = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
    try await administration.run("CREATE DATABASE \(schema) CHARACTER SET utf8mb4")
    await administration.close()
    var configuration = try MariaDBConfiguration(url: server.url(database: schema))
    change(&configuration)
    let pool = MariaDBPool(configuration: configuration)
    let result: Result<T, any Error>
    do { result = .success(try await body(pool)) } catch { result = .failure(error) }
    await pool.close()
    let cleaning = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
    try await cleaning.run("DROP DATABASE \(schema)")
    await cleaning.close()
    return try result.get()
}

/// True for a `MariaDBError` of that code.
func isMariaDBError(_ code: MariaDBError.Code) -> @Sendable (any Error) -> Bool {
    { ($0 as? MariaDBError)?.code == code }
}

func eventually(_ condition: () async throws -> Bool) async throws {
    while !(try await condition()) { try await Task.sleep(for: .milliseconds(5)) }
}
