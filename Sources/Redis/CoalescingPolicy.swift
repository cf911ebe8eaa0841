import NIOCore

/// Decides when held commands are written, so that a burst leaves in few writes and a lone command at once.
///
/// On an idle connection nothing is held. While replies are outstanding, commands are held until the last reply
/// arrives, for one window at most. When several have gathered by then, a burst is under way: the tasks that are ready
/// to run get their turn first, as long as each turn brings more commands. A turn takes some 50 microseconds, and
/// longer only when the processors are so busy that the callers would not see their replies earlier anyway. Right after
/// a large write, stragglers wait for each other for one window.
struct CoalescingPolicy {
    enum Decision: Equatable {
        case write
        /// Look again after this time.
        case wait(TimeAmount)
        /// Look again when the ready tasks have had their turn, or after this time.
        case waitForTurn(TimeAmount)
    }

    static let window = TimeAmount.milliseconds(1)
    /// So many new commands are worth another turn.
    static let burstMinimum = 4
    static let maximumTurns = 32
    /// The end of all holding, should the turn not come.
    static let limit = TimeAmount.milliseconds(100)
    /// This much is written without further ado.
    static let byteThreshold = 512 << 10
    /// A write of so many requests is a large one …
    static let largeWrite = 100
    /// … and this is how long stragglers are expected behind it.
    static let afterglow = TimeAmount.milliseconds(10)

    private var heldSince: NIODeadline?
    private var heldAtLastTurn = 0
    private var turns = 0
    private var afterglowEnd: NIODeadline?

    /// What to do with `held` requests of `bytes` bytes, of which there is at least one.
    mutating func decide(
        held: Int,
        bytes: Int,
        inFlight: Int,
        turnIsOver: Bool,
        now: NIODeadline
    ) -> Decision {
        guard bytes < Self.byteThreshold else { return .write }
        let mayWait = inFlight > 0 || afterglowEnd.map { now < $0 } ?? false
        guard let heldSince else {
            guard mayWait else { return .write }
            heldSince = now
            return .wait(Self.window)
        }
        let elapsed = now - heldSince
        if mayWait, elapsed < Self.window { return .wait(Self.window - elapsed) }
        guard elapsed < Self.limit else { return .write }
        if turns > 0, !turnIsOver { return .wait(Self.limit - elapsed) }
        guard held - heldAtLastTurn >= Self.burstMinimum, turns < Self.maximumTurns else { return .write }
        heldAtLastTurn = held
        turns += 1
        return .waitForTurn(Self.limit - elapsed)
    }

    /// Everything held has been written.
    mutating func written(held: Int, now: NIODeadline) {
        if held >= Self.largeWrite { afterglowEnd = now + Self.afterglow }
        heldSince = nil
        heldAtLastTurn = 0
        turns = 0
    }
}
