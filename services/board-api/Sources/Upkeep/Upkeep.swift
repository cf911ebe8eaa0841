import Core
import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization

/// Removes what has had its time: deleted posts and comments, old answers, sessions, locks, objects nobody names.
///
/// Every replica does it; each step is small and can be done twice.
package final class Upkeep: Service {
    private static let batch = 100
    private static let answerSeconds: Int64 = 86_400

    private let writer: BoardWriter
    private let attachments: AttachmentStore
    private let posts: PostPurge
    private let purgeAfter: Duration
    private let logger: Logger
    private let pause: Duration
    private let nextDigit = Atomic(0)

    init(
        writer: BoardWriter,
        attachments: AttachmentStore,
        posts: PostPurge,
        purgeAfter: Duration,
        logger: Logger,
        pause: Duration = .seconds(600)
    ) {
        self.writer = writer
        self.attachments = attachments
        self.posts = posts
        self.purgeAfter = purgeAfter
        self.logger = logger
        self.pause = pause
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: pause) } catch { return }
                do {
                    try await tidy()
                } catch {
                    logger.warning("Upkeep will be tried again", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// All of it once, but a sixteenth of the objects.
    package func tidy() async throws {
        let now = writer.clock.now()
        let age = now.advanced(bySeconds: -purgeAfter.components.seconds)
        let database = try writer.keeper.requireDatabase()
        try await repeated { try await posts.purge(deletedBefore: age, limit: Self.batch) }
        try await repeated {
            try await database.writing { try $0.purgeComments(deletedBefore: age, limit: Self.batch) }
        }
        let oldAnswer = now.advanced(bySeconds: -Self.answerSeconds)
        try await repeated {
            try await database.writing { try $0.answers.deleteOlder(than: oldAnswer, limit: Self.batch) }
        }
        try await repeated {
            try await database.writing { try $0.sessions.deleteExpired(before: now, limit: Self.batch) }
        }
        let oldLock = now.advanced(bySeconds: -SignInLock.memorySeconds)
        try await database.writing { try $0.accounts.deleteFailures(before: oldLock) }
        let digit = nextDigit.wrappingAdd(1, ordering: .relaxed).oldValue % 16
        let orphans = try await attachments.removeOrphans(digit: digit, now: WallClock.realNow())
        if orphans > 0 { logger.info("Orphaned objects removed", metadata: ["objects": "\(orphans)"]) }
    }

    /// As long as a step fills its batch, at most a hundred times.
    private func repeated(_ step: () async throws -> Int) async throws {
        for _ in 0..<100 {
            if try await step() < Self.batch { return }
        }
    }
}
