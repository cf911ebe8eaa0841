package import Blocking

/// A bounded set of connections to one database: some for transactions only, which need not be begun with a round trip of
/// its own there, and some for all else.
package final class MariaDBPool: Sendable {
    /// Where the connections go.
    package let configuration: MariaDBConfiguration
    private let plain: ResourcePool<MariaDBConnection>
    private let transactional: ResourcePool<MariaDBConnection>

    /// Creates a pool that connects when it is first used.
    package init(configuration: MariaDBConfiguration) {
        self.configuration = configuration
        let maximum = configuration.poolLimits.maximum
        plain = Self.connections(configuration, atMost: maximum - maximum / 2, autocommits: true)
        transactional = Self.connections(configuration, atMost: max(1, maximum / 2), autocommits: false)
    }

    private static func connections(
        _ configuration: MariaDBConfiguration,
        atMost maximum: Int,
        autocommits: Bool
    ) -> ResourcePool<MariaDBConnection> {
        var configuration = configuration
        configuration.autocommits = autocommits
        configuration.poolLimits.maximum = maximum
        return ResourcePool(
            limits: configuration.poolLimits,
            operations: ResourcePool.Operations(
                open: { [configuration] in try await MariaDBConnection.open(configuration) },
                check: { connection in
                    do {
                        try await connection.ping()
                        return true
                    } catch {
                        return false
                    }
                },
                isReusable: { $0.isReusable },
                close: { await $0.close() }
            )
        )
    }

    /// How many connections are lent, idle and waited for.
    package var statistics: ResourcePoolStatistics { plain.statistics + transactional.statistics }

    /// The same of those for transactions only.
    package var transactionStatistics: ResourcePoolStatistics { transactional.statistics }

    /// The same of those for all else.
    package var statementStatistics: ResourcePoolStatistics { plain.statistics }

    /// Lends a connection to `body`, for statements that need no transaction.
    ///
    /// Throws `MariaDBError`, `BlockingError` when no connection came free, and what `body` throws. Broken connections
    /// are replaced; what failed on one is not tried again, since the server may have done it.
    @discardableResult
    package func withConnection<T>(_ body: (MariaDBConnection) async throws -> T) async throws -> T {
        try await plain.withResource(body)
    }

    /// Runs `body` in a transaction on a thread of its own; its calls need no `await`.
    ///
    /// After a deadlock or a lock that did not come free it is run again from its start, `attempts` times in all, so it
    /// must have no effect but on the database. Throws as `withConnection` does.
    @discardableResult
    package func transaction<T: Sendable>(
        attempts: Int = 3,
        _ body: @Sendable (isolated MariaDBConnection) throws -> T
    ) async throws -> T {
        var attempt = 1
        while true {
            do {
                return try await transactional.withResource { try await $0.transaction(body) }
            } catch let error as MariaDBError where error.isConflict && attempt < attempts {
                // Spread, so that two transactions that met do not meet again.
                try await Task.sleep(for: .milliseconds(attempt * Int.random(in: 5...50)))
                attempt += 1
            }
        }
    }

    /// Asks the server whether it is there, for health checks.
    package func ping() async throws {
        try await withConnection { try await $0.ping() }
    }

    /// Refuses new callers and waits for those at work; false when they needed longer than `timeout`.
    @discardableResult
    package func close(timeout: Duration = .seconds(10)) async -> Bool {
        async let isQuiet = plain.close(timeout: timeout)
        let isDone = await transactional.close(timeout: timeout)
        return await isQuiet && isDone
    }
}
