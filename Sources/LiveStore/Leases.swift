package import Redis

/// Rights that one process at a time holds, for a limited time (one Redis key each).
package struct Leases: Sendable {
    private let redis: RedisClient
    private let owner: String

    /// Leases held in the name of `owner`, which no other process uses.
    package init(redis: RedisClient, owner: String) {
        self.redis = redis
        self.owner = owner
    }

    /// Takes the lease `key` for `duration` of real time when nobody holds it; false when somebody does.
    package func acquire(_ key: String, for duration: Duration) async throws -> Bool {
        try await redis.setIfAbsent(key, Array(owner.utf8), expireMilliseconds: milliseconds(duration))
    }

    /// Sets what is left of our own lease to `duration`; false when it is not ours (any more).
    package func extend(_ key: String, for duration: Duration) async throws -> Bool {
        let arguments: [RedisArgument] = [.string(owner), .integer(milliseconds(duration))]
        return try await redis.eval(Self.extendScript, keys: [key], arguments: arguments).int == 1
    }

    /// Gives our own lease back; does nothing when it is not ours (any more).
    package func release(_ key: String) async throws {
        _ = try await redis.eval(Self.releaseScript, keys: [key], arguments: [.string(owner)])
    }

    private func milliseconds(_ duration: Duration) -> Int {
        max(1, Int(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000))
    }

    private static let extendScript = RedisScript(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
    )
    private static let releaseScript = RedisScript(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
    )
}
