package import Documents
package import Logging
package import Retrieval
import ServiceLifecycle

/// Keeps a vector store in step with the repository. Begins anew with each start: putting a vector twice changes nothing.
package struct VectorStoreMirror: Service {
    private let repository: any DocumentRepository
    private let store: any VectorStore
    private let embedder: any Embedder
    private let logger: Logger
    private let interval: Duration
    private static let passagesPerPage = 1_000
    private static let longestPause = Duration.seconds(60)

    package init(
        repository: any DocumentRepository,
        store: any VectorStore,
        embedder: any Embedder,
        logger: Logger,
        interval: Duration = .seconds(1)
    ) {
        self.repository = repository
        self.store = store
        self.embedder = embedder
        self.logger = logger
        self.interval = interval
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var cursor = PassageCursor.start
            var failures = 0
            while !Task.isCancelled {
                do {
                    cursor = try await mirror(from: cursor)
                    failures = 0
                } catch {
                    if failures == 0 {
                        logger.warning("Vector store cannot be filled", metadata: ["error": "\(error)"])
                    }
                    failures += 1
                }
                // Throws only when cancelled, and then the loop ends.
                try? await Task.sleep(for: min(interval * (1 << min(failures, 6)), Self.longestPause))
            }
        }
    }

    /// Puts and removes everything behind `cursor`; returns how far that came.
    package func mirror(from cursor: PassageCursor) async throws -> PassageCursor {
        var cursor = cursor
        while true {
            let page = try await repository.changes(
                since: cursor,
                vectorsOf: embedder.name,
                limit: Self.passagesPerPage
            )
            let ready = zip(page.added, page.vectors).compactMap { passage, vector in vector.map { (passage, $0) } }
            if !ready.isEmpty {
                try await store.prepare(dimensions: ready[0].1.count)
                try await store.put(ready.map(\.0), vectors: ready.map(\.1))
            }
            if !page.removed.isEmpty { try await store.remove(page.removed) }
            cursor = page.cursor
            guard page.hasMore else { return cursor }
        }
    }
}
