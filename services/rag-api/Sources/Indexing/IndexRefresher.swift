package import Documents
package import Logging
import ServiceLifecycle

/// Looks for changes of the repository, also those other replicas made, and gives vectors to passages that lack them.
package struct IndexRefresher: Service {
    private let keeper: IndexKeeper
    private let indexer: DocumentIndexer
    private let logger: Logger
    /// Real time between two looks.
    private let interval: Duration
    /// Looks between two attempts to embed what an earlier failure left without vectors.
    private static let embeddingRounds = 30
    private static let savingRounds = 60

    package init(keeper: IndexKeeper, indexer: DocumentIndexer, logger: Logger, interval: Duration = .seconds(1)) {
        self.keeper = keeper
        self.indexer = indexer
        self.logger = logger
        self.interval = interval
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            var hasFailed = false
            while !Task.isCancelled {
                do {
                    if round % Self.embeddingRounds == 0 { _ = try await indexer.embedMissing() }
                } catch {
                    logger.debug("Passages stay without vectors", metadata: ["error": "\(error)"])
                }
                do {
                    if try await keeper.refresh() {
                        let status = await keeper.status
                        logger.info("Index taken into service", metadata: ["passages": "\(status.passages)"])
                    }
                    hasFailed = false
                } catch {
                    if !hasFailed { logger.error("Index cannot be refreshed", metadata: ["error": "\(error)"]) }
                    hasFailed = true
                }
                if round % Self.savingRounds == Self.savingRounds - 1 { await save() }
                round += 1
                // Throws only when cancelled, and then the loop ends.
                try? await Task.sleep(for: interval)
            }
        }
        await save()
    }

    private func save() async {
        do {
            try await keeper.save()
        } catch {
            logger.warning("Index cannot be saved", metadata: ["error": "\(error)"])
        }
    }
}
