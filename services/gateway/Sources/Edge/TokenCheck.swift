package import Core
package import Curl
package import Logging
import FoundationEssentials
import ServiceLifecycle
import ServiceKit
import Synchronization

/// Keeps tokens that are no good away from the board, with the public keys that board-api publishes.
///
/// The board checks again and has the last word: whoever cannot be judged here passes.
package final class TokenCheck: Service {
    /// How often the keys are asked for.
    package struct Pace: Sendable {
        package var regular = Duration.seconds(300)
        /// At least between two questions, when somebody comes with a key that is not known.
        package var shortest = Duration.seconds(10)
        package var withoutKeys = Duration.seconds(2)

        package init() {}
    }

    private static let tick = Duration.milliseconds(100)
    private static let timeout = Duration.seconds(3)
    private static let maximumBytes = 64 * 1024
    private static let maximumVerified = 10_000

    private struct State {
        var keys: TokenKeys?
        var fetchedAt: ContinuousClock.Instant?
        var askedAt: ContinuousClock.Instant?
        var isWanted = false
        var isFailing = false
        /// Tokens that were checked, and until when they are good.
        var verified: [String: Timestamp] = [:]
    }

    private let url: String
    private let client: HTTPClient
    private let logger: Logger
    private let pace: Pace
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    package init(
        url: String,
        client: HTTPClient,
        logger: Logger,
        pace: Pace = Pace(),
        now: @escaping @Sendable () -> Timestamp = { WallClock.realNow() }
    ) {
        self.url = url
        self.client = client
        self.logger = logger
        self.pace = pace
        self.now = now
    }

    /// Whether a request with this `Authorization` may go on to the board.
    package func admits(_ authorization: String?) -> Bool {
        let now = now()
        guard let keys = state.withLock({ $0.keys }) else { return true }
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return false }
        let token = authorization.dropFirst(7).trimmingBlanks()
        if let end = state.withLock({ $0.verified[token] }) { return end > now }
        switch AccessTokenVerdict(of: token, keys: keys, now: now) {
        case .valid(let end):
            state.withLock { state in
                if state.verified.count >= Self.maximumVerified { state.verified.removeAll(keepingCapacity: true) }
                state.verified[token] = end
            }
            return true
        case .unknownKey: return isUndecided()
        case .invalid: return false
        }
    }

    /// The key may be newer than what is known: it is asked for, unless that was done a moment ago.
    private func isUndecided() -> Bool {
        state.withLock { state in
            if let fetchedAt = state.fetchedAt, .now - fetchedAt < pace.shortest { return false }
            state.isWanted = true
            return true
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                if isDue { await refresh() }
                // Throws only when cancelled, and then the loop ends.
                try? await Task.sleep(for: Self.tick)
            }
        }
    }

    private var isDue: Bool {
        state.withLock { state in
            guard let askedAt = state.askedAt else { return true }
            let pause = state.keys == nil ? pace.withoutKeys : state.isWanted ? pace.shortest : pace.regular
            return .now - askedAt >= pause
        }
    }

    /// Asks for the keys; those that are known stay when there is no answer.
    package func refresh() async {
        state.withLock { $0.askedAt = .now }
        do {
            let request = HTTPClientRequest(url: url, timeout: Self.timeout)
            let response = try await client.fetch(request, maximumBytes: Self.maximumBytes)
            guard response.status == 200 else { return note("answered \(response.status)") }
            let keys = try TokenKeys(json: response.body)
            // Nobody could write any more because of a set that somebody forgot to fill.
            guard !keys.ids.isEmpty else { return note("the set holds no key for ES256") }
            take(keys)
        } catch {
            note("\(error)")
        }
    }

    private func take(_ keys: TokenKeys) {
        let hasChanged = state.withLock { state in
            let hasChanged = state.keys?.ids != keys.ids
            // A key that is gone takes its tokens along.
            if hasChanged { state.verified.removeAll() }
            state.keys = keys
            state.fetchedAt = .now
            state.isWanted = false
            state.isFailing = false
            return hasChanged
        }
        if hasChanged { logger.info("Keys of the tokens changed", metadata: ["jwt.keys": "\(keys.ids.count)"]) }
    }

    private func note(_ problem: String) {
        let isNew = state.withLock { state in
            defer { state.isFailing = true }
            return !state.isFailing
        }
        if isNew { logger.warning("Keys of the tokens cannot be had", metadata: ["error": "\(problem)"]) }
    }
}
