import Blocking
package import Core
package import Curl
import Logging
import Synchronization

/// Credentials as they are needed, fetched again five minutes before they end, by one caller at a time.
package final class AWSCredentialsCache: Sendable {
    private struct State {
        var credentials: AWSCredentials?
        /// The last failure and when it was, so that a crowd of callers does not wait through the same time-out in
        /// turn.
        var failure: (error: ObjectStoreError, at: Timestamp)?
    }

    /// Nothing is lent: having it is the right to fetch.
    private struct Turn: Sendable {}

    private static let refreshSeconds = 300.0
    private static let pauseAfterFailureSeconds = 2.0

    private let loader: AWSCredentialsLoader
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())
    private let turns = ResourcePool<Turn>(
        limits: ResourcePoolLimits(maximum: 1, maximumWaiters: 1024, leaseTimeout: .seconds(15)),
        operations: .init(open: { Turn() }),
    )

    /// `timeout` is that of one request: the sources are on this machine or beside it.
    package init(
        source: AWSCredentialsSource,
        client: HTTPClient,
        timeout: Duration = .seconds(2),
        now: @escaping @Sendable () -> Timestamp
    ) {
        loader = AWSCredentialsLoader(source: source, client: client, timeout: timeout)
        self.now = now
    }

    /// Credentials that are good for a while. Throws `credentials` when there are none and their source gives none.
    package func credentials() async throws(ObjectStoreError) -> AWSCredentials {
        if let credentials = try usable(hasTurn: false) { return credentials }
        do {
            return try await turns.withResource { _ in
                if let credentials = try usable(hasTurn: true) { return credentials }
                return try await refresh()
            }
        } catch let error as ObjectStoreError {
            throw error
        } catch is CancellationError {
            throw .cancelled()
        } catch {
            throw ObjectStoreError(.credentials, "too many wait for credentials", isRetriable: true, underlying: error)
        }
    }

    /// Forgets `credentials`, which the store called expired, unless newer ones are there already.
    package func invalidate(_ credentials: AWSCredentials) {
        state.withLock { state in
            if state.credentials == credentials { state.credentials = nil }
        }
    }

    /// What needs no fetching: fresh credentials, or old ones that are still good while somebody else fetches or the
    /// source has just failed.
    private func usable(hasTurn: Bool) throws(ObjectStoreError) -> AWSCredentials? {
        let now = now()
        let (credentials, failure) = state.withLock { ($0.credentials, $0.failure) }
        let remaining = credentials.map { $0.expiresAt?.secondsSince(now) ?? .infinity } ?? 0
        if let credentials, remaining > Self.refreshSeconds { return credentials }
        let hasJustFailed = failure.map { abs(now.secondsSince($0.at)) < Self.pauseAfterFailureSeconds } ?? false
        let isFetching = !hasTurn && turns.statistics.active > 0
        if let credentials, remaining > 0, hasJustFailed || isFetching { return credentials }
        if let failure, hasJustFailed { throw failure.error }
        return nil
    }

    private func refresh() async throws(ObjectStoreError) -> AWSCredentials {
        do {
            let credentials = try await loader.load()
            state.withLock { $0 = State(credentials: credentials) }
            Logger.current.debug("AWS credentials fetched", metadata: ["aws.key": "\(credentials.accessKeyID)"])
            return credentials
        } catch {
            let now = now()
            if error.code != .cancelled { state.withLock { $0.failure = (error, now) } }
            guard let old = state.withLock({ $0.credentials }), let end = old.expiresAt, end > now else { throw error }
            Logger.current.debug("AWS credentials not refreshed", metadata: ["error": "\(error)"])
            return old
        }
    }
}
