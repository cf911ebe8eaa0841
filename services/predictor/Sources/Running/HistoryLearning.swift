import Blocking
import Core
import History
import Logging
import ServiceKit
import ServiceLifecycle

/// Asks for a source's history to be learned; of several requests only the last counts.
struct HistoryRequests: Sendable {
    struct Request: Sendable {
        let source: String
        let before: Timestamp
        let generation: Int
    }

    let requests: AsyncStream<Request>
    private let continuation: AsyncStream<Request>.Continuation

    init() {
        (requests, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func request(source: String, before: Timestamp, generation: Int) {
        continuation.yield(Request(source: source, before: before, generation: generation))
    }
}

/// Teaches the engine the last days of its source's history, in the background.
struct HistoryLearning: Service {
    private let engine: ForecastEngine
    private let pipeline: ForecastPipeline
    private let history: HistoryStore
    private let days: Int
    private let logger: Logger

    init(engine: ForecastEngine, pipeline: ForecastPipeline, history: HistoryStore, days: Int, logger: Logger) {
        self.engine = engine
        self.pipeline = pipeline
        self.history = history
        self.days = days
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await request in pipeline.historyRequests.requests {
                await learn(request)
                await pipeline.keep(engine.finishHistory(generation: request.generation))
                await pipeline.forecastIfDue()
                Allocator.giveBack()
            }
        }
    }

    private func learn(_ request: HistoryRequests.Request) async {
        let start = ContinuousClock.now
        let from = request.before.advanced(bySeconds: Int64(-days * 86_400))
        var count = 0
        var failures = 0
        do {
            let entries = try await history.entries(
                .snapshots,
                source: request.source,
                from: from,
                to: request.before
            )
            for entry in entries where !Task.isCancelled {
                do {
                    guard let snapshot = try await history.readSnapshot(entry) else { continue }
                    // Nil: another start came meanwhile, whose request is waiting.
                    guard let settled = await engine.takeHistory(snapshot, generation: request.generation) else {
                        return
                    }
                    if !settled.isEmpty { await pipeline.keep(settled) }
                    count += 1
                } catch {
                    failures += 1
                    logger.warning("A file of the history cannot be read", metadata: ["error": "\(error)"])
                }
            }
        } catch {
            logger.warning("The history cannot be listed", metadata: ["error": "\(error)"])
        }
        logger.info(
            "Learned from history",
            metadata: [
                "history.source": "\(request.source)",
                "history.snapshots": "\(count)",
                "history.failures": "\(failures)",
                "history.seconds": "\((ContinuousClock.now - start).inSeconds)",
            ]
        )
    }
}
