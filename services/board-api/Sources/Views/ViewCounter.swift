package import Logging
import ServiceLifecycle
import Synchronization

/// Counts who opens a post in memory and adds it up in the database every few seconds: a read costs no write.
///
/// A crash loses the views of the last seconds; an orderly stop loses none.
package final class ViewCounter: Service {
    /// Posts whose views wait at most; more than that of one pause are not counted.
    private static let postLimit = 50_000
    private static let batchSize = 500

    private struct Counts {
        var waiting: [Int64: Int] = [:]
        /// On their way into the database, still shown from here.
        var leaving: [Int64: Int] = [:]
    }

    private let keeper: DatabaseKeeper
    private let logger: Logger
    private let pause: Duration
    private let counts = Mutex(Counts())

    package init(keeper: DatabaseKeeper, logger: Logger, pause: Duration = .seconds(2)) {
        self.keeper = keeper
        self.logger = logger
        self.pause = pause
    }

    func count(_ postID: Int64) {
        counts.withLock { counts in
            guard counts.waiting.count < Self.postLimit || counts.waiting[postID] != nil else { return }
            counts.waiting[postID, default: 0] += 1
        }
    }

    /// Views that the database does not know of yet.
    func waiting(_ postID: Int64) -> Int {
        counts.withLock { ($0.waiting[postID] ?? 0) + ($0.leaving[postID] ?? 0) }
    }

    func waiting(_ posts: [Post]) -> [Int64: Int] {
        counts.withLock { counts in
            posts.reduce(into: [:]) { $0[$1.id] = (counts.waiting[$1.id] ?? 0) + (counts.leaving[$1.id] ?? 0) }
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: pause) } catch { return }
                await flush()
            }
        }
        await flush()
    }

    /// Adds what waits to the database; what cannot be added waits on.
    package func flush() async {
        let views = counts.withLock { counts in
            counts.leaving = counts.waiting
            counts.waiting = [:]
            return counts.leaving.map { (id: $0.key, count: $0.value) }.sorted { $0.id < $1.id }
        }
        for start in stride(from: 0, to: views.count, by: Self.batchSize) {
            let batch = Array(views[start..<min(start + Self.batchSize, views.count)])
            let isStored = await store(batch)
            counts.withLock { counts in
                for (id, count) in batch {
                    counts.leaving[id] = nil
                    if !isStored { counts.waiting[id, default: 0] += count }
                }
            }
        }
    }

    private func store(_ batch: [(id: Int64, count: Int)]) async -> Bool {
        do {
            try await keeper.requireDatabase().writing { try $0.posts.addViews(batch) }
            return true
        } catch {
            logger.debug("Views could not be stored, trying again", metadata: ["error": "\(error)"])
            return false
        }
    }
}
