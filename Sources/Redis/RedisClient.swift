package import Logging
package import NIOCore
import NIOPosix

/// A Redis client whose callers share one connection.
///
/// Commands of any number of tasks are joined into few writes and answered in order. Commands work while `run()` runs;
/// before and during a first attempt to connect they wait for `connectionWait`, after a failed attempt they fail at
/// once. A command that was sent is never sent again. Commands that block (`XREAD BLOCK`) hold up everything behind
/// them and need a client of their own.
package final class RedisClient: Sendable {
    /// The limits and the server's address.
    package let configuration: RedisConfiguration

    private let queue: CommandQueue
    private let events = ConnectionEvents()
    private let logger: Logger

    /// A client that does nothing until `run()` is called.
    package init(
        configuration: RedisConfiguration,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        queue = CommandQueue(eventLoop: eventLoopGroup.next(), configuration: configuration)
    }

    /// Whether a connection takes commands now.
    package var isConnected: Bool { queue.isConnected }

    /// What has been done so far.
    package var statistics: RedisStatistics { queue.statistics }

    /// Yields at once when connected, and after every (re)connect; a slow reader sees several as one.
    package func connections() -> AsyncStream<Void> {
        events.subscribe { [queue] in queue.isConnected }
    }

    /// Keeps the connection up until the task is cancelled.
    ///
    /// Throws `.invalidConfiguration` when the certificate authorities cannot be read, and nothing else. To be run once
    /// at a time.
    package func run() async throws {
        var connector = try RedisConnector(configuration: configuration, eventLoop: queue.eventLoop)
        queue.start()
        defer {
            queue.fail(nil)
            events.finish()
        }
        // Cancelled when this function returns.
        async let _: Void = queue.watchTurns()
        var backoff = Backoff()
        var isOutageLogged = false
        while !Task.isCancelled {
            do throws(RedisError) {
                let connection = try await connector.connect()
                let start = ContinuousClock.now
                try await serve(connection)
                // A server that accepts and drops is treated like one that is down.
                if ContinuousClock.now - start > .seconds(1) { backoff.reset() }
                isOutageLogged = false
            } catch {
                queue.fail(error)
                if !Task.isCancelled { log(error, isRepeated: isOutageLogged) }
                isOutageLogged = true
            }
            // Throws only when cancelled, and then the loop ends.
            try? await Task.sleep(for: backoff.next())
        }
    }

    /// Sends one command and returns its reply.
    ///
    /// `timeout` replaces `commandTimeout`. An error reply is thrown as `.server`. Cancelling the task ends the wait,
    /// not the command.
    package func send(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) -> RedisValue {
        let value = try await queue.perform(
            CollectionOfOne(command),
            isPipeline: false,
            timeout: timeout,
        ).get()
        if case .error(let text) = value { throw .server(text) }
        return value
    }

    /// Sends all commands in one write and returns their replies in order; error replies are values.
    ///
    /// Not a transaction: commands of other callers come before or after, not between, and some may fail.
    package func pipeline(
        _ commands: [RedisCommand],
        timeout: Duration? = nil
    ) async throws(RedisError) -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        return try await queue.perform(commands, isPipeline: true, timeout: timeout).get().array ?? []
    }

    /// Carries out what `commands` makes of the value of `key`, with nobody changing the key in between.
    ///
    /// Returns the replies, or nil when `commands` returns nil. Where the key has been changed, or the connection lost, it
    /// is called again with the value of then, some times; then `.conflict` is thrown. An error reply is thrown as
    /// `.server`: nothing is carried out when Redis refuses a command beforehand (its form, a lack of memory), but a command
    /// that fails when its turn comes (a key of another type) leaves those beside it carried out, as ever in Redis.
    /// `timeout` is for all of it.
    package func transaction(
        reading key: String,
        timeout: Duration? = nil,
        _ commands: (_ value: RedisValue) async -> [RedisCommand]?
    ) async throws(RedisError) -> [RedisValue]? {
        let end = ContinuousClock.now + (timeout ?? configuration.commandTimeout)
        for _ in 0..<Self.transactionAttempts {
            let generation = queue.watchGeneration
            do throws(RedisError) {
                let watch: [RedisCommand] = [RedisCommand("WATCH", .string(key)), RedisCommand("GET", .string(key))]
                let seen = try await replies(watch, by: end, .init(generation: generation, endsWatch: false))
                guard let wanted = await commands(seen[1]) else { return nil }
                let whole: [RedisCommand] = [["MULTI"], wanted, ["EXEC"]].flatMap(\.self)
                let answer = try await replies(whole, by: end, .init(generation: generation, endsWatch: true))
                // Null: the key was changed, and nothing was carried out.
                guard let results = answer[answer.count - 1].array else { continue }
                try Self.throwServerError(in: results)
                return results
            } catch  where error.code == .conflict {
                continue
            }
        }
        throw RedisError(
            .conflict,
            "the key was changed or the connection lost, \(Self.transactionAttempts) times in a row"
        )
    }

    private static let transactionAttempts = 8

    /// The replies of a part of a transaction.
    private func replies(
        _ commands: [RedisCommand],
        by end: ContinuousClock.Instant,
        _ watch: Outbox.WatchUse
    ) async throws(RedisError) -> [RedisValue] {
        let left = end - ContinuousClock.now
        let reply = try await queue.perform(commands, isPipeline: true, timeout: left, watch: watch).get()
        guard let values = reply.array, values.count == commands.count else { throw .unexpected("a transaction") }
        try Self.throwServerError(in: values)
        return values
    }

    private static func throwServerError(in values: [RedisValue]) throws(RedisError) {
        for case .error(let text) in values { throw .server(text) }
    }

    private func serve(_ connection: RedisConnection) async throws(RedisError) {
        guard await connection.attach(to: queue) else {
            throw RedisError(.connectionLost, "the connection ended right after log-in")
        }
        logger.info("connected to Redis", metadata: ["redis.endpoint": "\(configuration)"])
        events.publish()
        await connection.waitUntilClosed()
        if !Task.isCancelled {
            logger.warning("lost the connection to Redis", metadata: ["redis.endpoint": "\(configuration)"])
        }
    }

    /// Warns once per outage.
    private func log(_ error: RedisError, isRepeated: Bool) {
        logger.log(
            level: isRepeated ? .debug : .warning,
            "cannot connect to Redis",
            metadata: ["redis.endpoint": "\(configuration)", "error": "\(error)"],
        )
    }
}
