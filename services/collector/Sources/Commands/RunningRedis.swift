package import Redis

/// Runs `body` while `client` keeps its connection, for commands that are no services.
package func withRunningRedis<Result: Sendable>(
    _ client: RedisClient,
    _ body: () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await client.run() }
        defer { group.cancelAll() }
        return try await body()
    }
}
