extension RedisClient {
    /// Throws unless Redis answers.
    package func ping(timeout: Duration? = nil) async throws(RedisError) {
        _ = try await send("PING", timeout: timeout)
    }

    /// The value of a key, nil when it does not exist.
    package func get(_ key: String) async throws(RedisError) -> [UInt8]? {
        let value = try await send(RedisCommand("GET", .string(key)))
        guard let bytes = value.bytes else {
            guard value.isNull else { throw .unexpected("GET") }
            return nil
        }
        return bytes
    }

    /// The values of several keys in order, nil for those that do not exist.
    package func get(_ keys: [String]) async throws(RedisError) -> [[UInt8]?] {
        guard !keys.isEmpty else { return [] }
        let reply = try await send(RedisCommand("MGET", arguments: keys.map { .string($0) }))
        guard let values = reply.array, values.count == keys.count else { throw .unexpected("MGET") }
        return values.map(\.bytes)
    }

    /// Stores a value, which expires after the given time in milliseconds (at least 1) or never.
    package func set(_ key: String, _ value: [UInt8], expireMilliseconds: Int? = nil) async throws(RedisError) {
        _ = try await send(.set(key, value, expireMilliseconds: expireMilliseconds))
    }

    /// Stores a value if the key does not exist, and tells whether it did.
    package func setIfAbsent(
        _ key: String,
        _ value: [UInt8],
        expireMilliseconds: Int? = nil
    ) async throws(RedisError) -> Bool {
        let command = RedisCommand.set(key, value, expireMilliseconds: expireMilliseconds, options: ["NX"])
        return try await !send(command).isNull
    }

    /// Deletes keys and returns how many existed.
    @discardableResult
    package func delete(_ keys: String...) async throws(RedisError) -> Int {
        guard !keys.isEmpty else { return 0 }
        return try await integer(RedisCommand("DEL", arguments: keys.map { .string($0) }))
    }

    /// Whether the key exists.
    package func exists(_ key: String) async throws(RedisError) -> Bool {
        try await integer(RedisCommand("EXISTS", .string(key))) == 1
    }

    /// Lets a key expire after the given time in milliseconds, and tells whether it exists.
    @discardableResult
    package func expire(_ key: String, milliseconds: Int) async throws(RedisError) -> Bool {
        try await integer(RedisCommand("PEXPIRE", .string(key), .integer(milliseconds))) == 1
    }

    /// Runs a script by its digest, and sends its text only when Redis does not know it.
    package func eval(
        _ script: RedisScript,
        keys: [String] = [],
        arguments: [RedisArgument] = [],
        timeout: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        let rest = [.integer(keys.count)] + keys.map { RedisArgument.string($0) } + arguments
        do throws(RedisError) {
            return try await send(RedisCommand("EVALSHA", [.string(script.sha1)], rest), timeout: timeout)
        } catch  where error.serverPrefix == "NOSCRIPT" {
            return try await send(RedisCommand("EVAL", [.string(script.source)], rest), timeout: timeout)
        }
    }

    /// Appends an entry to a stream and returns its id; about `maxLength` entries are kept.
    @discardableResult
    package func xadd(
        _ key: String,
        maxLength: Int,
        fields: [(name: String, value: [UInt8])]
    ) async throws(RedisError) -> String {
        let head: [RedisArgument] = [.string(key), "MAXLEN", "~", .integer(maxLength), "*"]
        let pairs = fields.flatMap { [RedisArgument.string($0.name), .bytes($0.value)] }
        guard let id = try await send(RedisCommand("XADD", head, pairs)).string else { throw .unexpected("XADD") }
        return id
    }

    /// Reads entries behind the given ids (`$` for those to come) by stream; empty when there are none.
    ///
    /// With `block` it waits that long (at least 1 ms) for entries, and needs a client of its own: commands behind it
    /// wait too. Cancelling the task does not end the wait on the server.
    package func xread(
        streams: [(key: String, after: String)],
        block: Duration? = nil,
        count: Int
    ) async throws(RedisError) -> [String: [RedisStreamEntry]] {
        var arguments: [RedisArgument] = ["COUNT", .integer(count)]
        if let block { arguments += ["BLOCK", .integer(max(1, Int(block / .milliseconds(1))))] }
        arguments.append("STREAMS")
        arguments += streams.map { .string($0.key) } + streams.map { .string($0.after) }
        let limit = configuration.commandTimeout + (block ?? .zero)
        let reply = try await send(RedisCommand("XREAD", arguments: arguments), timeout: limit)
        var result: [String: [RedisStreamEntry]] = [:]
        for stream in reply.array ?? [] {
            guard let pair = stream.array, pair.count == 2, let key = pair[0].string, let entries = pair[1].array else {
                throw .unexpected("XREAD")
            }
            result[key] = entries.compactMap(RedisStreamEntry.init)
        }
        return result
    }

    private func integer(_ command: RedisCommand) async throws(RedisError) -> Int {
        guard let number = try await send(command).int else { throw .unexpected(command.name) }
        return number
    }
}

extension RedisCommand: ExpressibleByStringLiteral {
    /// A command without arguments.
    package init(stringLiteral value: String) {
        self.init(value)
    }

    /// `SET`, for pipelines too; `options` such as `NX` come last.
    package static func set(
        _ key: String,
        _ value: [UInt8],
        expireMilliseconds: Int? = nil,
        options: [RedisArgument] = []
    ) -> RedisCommand {
        var arguments: [RedisArgument] = [.string(key), .bytes(value)]
        if let expireMilliseconds { arguments += ["PX", .integer(expireMilliseconds)] }
        return RedisCommand("SET", arguments: arguments + options)
    }
}
