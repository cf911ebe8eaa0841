import NIOCore
import Synchronization

/// Whether the service is about to stop, and has begun to send its callers away.
///
/// For a moment it goes on answering, says `Connection: close` in every answer and is no longer ready: callers that keep
/// connections open learn that this one ends before it does, and no request meets a closed door.
package final class DrainState: Sendable {
    /// How long callers are given.
    package static let lingering = Duration.seconds(1)
    /// A service that nobody has asked anything for so long has nobody to tell.
    private static let quiet = TimeAmount.seconds(10)

    private let hasBegun = Atomic(false)
    private let lastRequest = Atomic<UInt64>(0)

    package init() {}

    package var isDraining: Bool { hasBegun.load(ordering: .relaxed) }

    package func begin() { hasBegun.store(true, ordering: .relaxed) }

    func noteRequest() {
        lastRequest.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
    }

    /// Begins, and returns when the callers have had their moment.
    func beginAndLinger() async {
        begin()
        let last = NIODeadline.uptimeNanoseconds(lastRequest.load(ordering: .relaxed))
        guard last > .uptimeNanoseconds(0), NIODeadline.now() - last < Self.quiet else { return }
        // Being cancelled ends the wait; that is all there is to do about it.
        try? await Task.sleep(for: Self.lingering)
    }
}
