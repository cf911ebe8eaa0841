package import Curl
package import Documents
package import Logging
import Core
import Synchronization
import ServiceLifecycle

/// Follows the board: its posts become documents, deleted posts leave.
package final class BoardFollower: Service {
    /// How it goes, for health.
    package struct State: Sendable {
        package var lastSuccess: ContinuousClock.Instant?
        package var problem: String?
    }

    private let client: HTTPClient
    private let url: String
    private let indexer: DocumentIndexer
    private let keeper: IndexKeeper
    private let metrics: RAGMetrics?
    private let logger: Logger
    private let interval: Duration
    /// The board shows posts as `live`.
    private let feed = BoardFeed(visibleStatuses: ["live", "published", "open", "closed"])
    private let current = Mutex(State())
    private static let longestPause = Duration.seconds(120)
    private static let timeout = Duration.seconds(10)
    private static let maximumBytes = 10 << 20
    /// Pages taken in one go.
    private static let pageLimit = 1_000

    /// `url` is the board's base address, e.g. `http://127.0.0.1:8084`.
    package init(
        url: String,
        client: HTTPClient,
        indexer: DocumentIndexer,
        keeper: IndexKeeper,
        metrics: RAGMetrics? = nil,
        logger: Logger,
        interval: Duration = .seconds(15)
    ) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.client = client
        self.indexer = indexer
        self.keeper = keeper
        self.metrics = metrics
        self.logger = logger
        self.interval = interval
    }

    package var state: State { current.withLock { $0 } }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            while !Task.isCancelled {
                failures = await self.round() ? 0 : failures + 1
                let pause = min(self.interval * (1 << min(failures, 4)), Self.longestPause)
                // Throws only when cancelled, and then the loop ends.
                try? await Task.sleep(for: failures == 0 ? self.interval : pause)
            }
        }
    }

    /// Takes over everything that changed since the last time; whether that worked.
    package func round() async -> Bool {
        do {
            for _ in 0..<Self.pageLimit {
                let page = try await nextPage()
                let report = try await indexer.apply(page)
                metrics?.followed(put: report.added + report.changed, removed: report.removed)
                for failure in report.failed {
                    logger.debug("Post left out", metadata: ["post": "\(failure.name)", "error": "\(failure.error)"])
                }
                guard page.hasMore else { break }
            }
            try await keeper.refresh()
            current.withLock { $0 = State(lastSuccess: .now, problem: nil) }
            return true
        } catch {
            let wasFine = current.withLock { state in
                defer { state.problem = "the board does not answer as agreed" }
                return state.problem == nil
            }
            metrics?.boardFailed()
            if wasFine, !(error is CancellationError) {
                logger.warning("Board cannot be followed", metadata: ["error": "\(error)"])
            }
            return false
        }
    }

    private func nextPage() async throws -> BoardFeedPage {
        let since = try await indexer.boardCursor() ?? ""
        do {
            return try await page(since: since)
        } catch let error as BoardStatusError where error.status == 400 && !since.isEmpty {
            // Not one of this board's cursors: its database is another than the one that was followed.
            logger.notice("Board begins anew", metadata: ["cursor": .string(since)])
            try await indexer.forgetBoard()
            return try await page(since: "")
        }
    }

    private func page(since: String) async throws -> BoardFeedPage {
        let request = HTTPClientRequest(
            url: "\(url)/api/board/posts?changed_since=\(Self.escaped(since))",
            headers: ["Accept": "application/json"],
            timeout: Self.timeout
        )
        let response = try await client.fetch(
            request,
            maximumBytes: Self.maximumBytes,
            retry: RetryPolicy(maximumAttempts: 2)
        )
        guard response.status == 200 else { throw BoardStatusError(status: response.status) }
        return try feed.parse(response.body)
    }

    /// Percent-encodes everything but what a query may hold as it is.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let scalar = Unicode.Scalar(byte)
            if scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte)
                || "-._~".utf8.contains(byte)
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

/// The board answers something else than 200.
struct BoardStatusError: Error, CustomStringConvertible {
    let status: Int

    var description: String { "the board answers \(status)" }
}
