import Logging
import NIOCore
import NIOPosix
import Redis
import TestSupport

/// Runs `body` with a client whose connection is kept up meanwhile.
func withRedisClient<Value: Sendable>(
    _ url: String,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
    configure: (inout RedisConfiguration) -> Void = { _ in },
    _ body: (RedisClient) async throws -> Value
) async throws -> Value {
    var configuration = try RedisConfiguration(url: url)
    // A busy machine may take longer than the defaults.
    configuration.connectTimeout = .seconds(20)
    configuration.connectionWait = .seconds(20)
    configuration.commandTimeout = .seconds(20)
    configure(&configuration)
    let client = RedisClient(configuration: configuration, eventLoopGroup: group, logger: .silent)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await client.run() }
        defer { tasks.cancelAll() }
        return try await body(client)
    }
}

/// Lets commands go that wait for an element of the list, from a connection of its own.
func open(_ list: String, of server: RedisServerFixture, times: Int) async throws {
    try await withRedisClient(server.url) { client in
        for _ in 0..<times { _ = try await client.send(RedisCommand("RPUSH", .init(list), "open")) }
    }
}

/// The error that `body` throws, which must be a `RedisError`.
func redisError<Value>(_ body: () async throws -> Value) async throws -> RedisError {
    do {
        _ = try await body()
    } catch let error as RedisError {
        return error
    }
    throw ProcessFixtureError("no error was thrown")
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
