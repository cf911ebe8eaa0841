import Core
package import Logging
package import Redis
package import ServiceKit
import ServiceLifecycle
import Synchronization

/// The limit of requests of one client at all gateways together.
///
/// No request waits for Redis: each gateway counts what it admits and exchanges the counts a few times a second. An address
/// may therefore be one exchange ahead of the limit. Without Redis each gateway's own limit is what holds.
package final class SharedRates: Service {
    private static let interval = Duration.milliseconds(200)
    /// Addresses in one call, and in one exchange: Redis answers nobody else meanwhile.
    private static let addressesPerCall = 500
    private static let addressesPerExchange = 10_000

    private struct UnreadableReply: Error {}

    private struct State {
        var counts: SharedCounts
        /// Redis's time less this process's; nil until Redis has told its own.
        var offset: Int?
        var isAway = false
    }

    private let redis: RedisClient
    private let logger: Logger
    private let start = ContinuousClock.now
    private let lifetime: Int
    private let state: Mutex<State>

    package init(_ limit: RateLimit, redis: RedisClient, logger: Logger) {
        self.redis = redis
        self.logger = logger
        // A window is asked for until the one after it is over.
        lifetime = Int(limit.period / .milliseconds(1)) * 2 + 5000
        state = Mutex(State(counts: SharedCounts(limit)))
    }

    /// Nil when a request of `address` may pass, else how long until one may.
    package func admit(_ address: IPAddress, now: ContinuousClock.Instant = .now) -> Duration? {
        let now = milliseconds(at: now)
        return state.withLock { state in
            guard let offset = state.offset else { return nil }
            return state.counts.admit(address.network, now: now + offset)
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                await exchange()
                // Throws only when cancelled, and then the loop ends.
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Tells Redis what was admitted here and learns what was admitted everywhere.
    package func exchange() async {
        var left = Self.addressesPerExchange
        while left > 0 {
            let reports = takeReports()
            guard !reports.isEmpty || needsTime else { return }
            do {
                try await send(reports)
                note(isAway: false)
            } catch {
                // What has been taken stays counted here. Whether Redis has counted it nobody knows; twice would be unjust.
                return note(isAway: true)
            }
            left = reports.count < Self.addressesPerCall ? 0 : left - reports.count
        }
    }

    /// Whether Redis answered the last time it was asked.
    package var isShared: Bool { !needsTime }

    /// Of this process's time.
    private func milliseconds(at now: ContinuousClock.Instant = .now) -> Int {
        let (seconds, attoseconds) = (now - start).components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    private var needsTime: Bool { state.withLock { $0.offset == nil || $0.isAway } }

    private func takeReports() -> [SharedCounts.Report] {
        let now = milliseconds()
        return state.withLock { state in
            guard let offset = state.offset, !state.isAway else { return [] }
            return state.counts.takeReports(maximum: Self.addressesPerCall, now: now + offset)
        }
    }

    private func send(_ reports: [SharedCounts.Report]) async throws {
        let keys = reports.flatMap { [Self.key($0, $0.window), Self.key($0, $0.window - 1)] }
        let numbers = [.integer(lifetime)] + reports.map { RedisArgument.integer($0.requests) }
        let reply = try await redis.eval(Self.script, keys: keys, arguments: numbers, timeout: .seconds(1))
        guard let answer = reply.array?.compactMap(\.int), answer.count == 1 + 2 * reports.count else {
            throw UnreadableReply()
        }
        let now = milliseconds()
        state.withLock { state in
            state.offset = answer[0] - now
            for (index, report) in reports.enumerated() {
                state.counts.learn(report, total: answer[1 + 2 * index], before: answer[2 + 2 * index])
            }
        }
    }

    private func note(isAway: Bool) {
        let hasChanged = state.withLock { state in
            defer { state.isAway = isAway }
            return state.isAway != isAway
        }
        guard hasChanged else { return }
        if isAway {
            logger.warning("Redis is away: each gateway limits by itself")
        } else {
            logger.notice("Rates are shared again")
        }
    }

    private static func key(_ report: SharedCounts.Report, _ window: Int) -> String {
        let isShort = report.key.count == 4
        let address =
            isShort
            ? report.key.map(String.init).joined(separator: ".")
            : stride(from: 0, to: report.key.count, by: 2)
                .map { String(UInt16(report.key[$0]) << 8 | UInt16(report.key[$0 + 1]), radix: 16) }
                .joined(separator: ":")
        return RedisKeys.rate(window: window, address: address)
    }

    /// For each pair of keys, this window's and the one before it: adds to the first. Answers Redis's time and all counts.
    private static let script = RedisScript(
        """
        local time = redis.call('TIME')
        local answer = {time[1] * 1000 + math.floor(time[2] / 1000)}
        for i = 1, #KEYS, 2 do
            answer[#answer + 1] = redis.call('INCRBY', KEYS[i], ARGV[(i + 1) / 2 + 1])
            redis.call('PEXPIRE', KEYS[i], ARGV[1])
            answer[#answer + 1] = tonumber(redis.call('GET', KEYS[i + 1]) or 0)
        end
        return answer
        """
    )
}
