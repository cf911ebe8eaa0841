/// What was asked for did not come within its time limit.
package struct DeadlineExceeded: Error, CustomStringConvertible {
    package let limit: Duration

    package var description: String { "no result within \(limit)" }
}

/// Runs `body`, which is cancelled and given up with ``DeadlineExceeded`` when it takes longer than `limit` of real time.
package func withDeadline<Result: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw DeadlineExceeded(limit: limit) }
        return result
    }
}

/// Runs `body` to its end even when the caller has been cancelled, for what has to be given back. It must limit its own time.
package func shieldedFromCancellation<Result: Sendable>(
    _ body: @escaping @Sendable () async -> Result
) async -> Result {
    await Task { await body() }.value
}
