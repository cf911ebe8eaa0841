/// A model outside the process that did not answer in time.
struct ModelTimeout: Error, CustomStringConvertible {
    let limit: Duration

    var description: String { "no answer within \(limit)" }
}

/// Runs `body`, cancels it after `limit` and throws ``ModelTimeout`` then. `body` has to end when it is cancelled.
func withTimeout<Value: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw ModelTimeout(limit: limit) }
        return value
    }
}
