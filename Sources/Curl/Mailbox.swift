internal import CCurl
internal import Glibc
internal import Synchronization

/// What tasks ask of the event thread, and the way to wake it: at most one system call for a batch of requests.
final class Mailbox: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case resumeReceiving(Transfer)
        case resumeSending(Transfer)
        case cancel(Transfer)
    }

    private struct State {
        // A transfer has at most one of each kind in here, so the limit on transfers bounds it.
        var commands: [Command] = []
        var isThreadAsleep = false
        var isStopping = false
        var isTerminated = false
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// An eventfd, or -1 when there was none to be had.
    let wakeDescriptor: CInt
    private let state = Mutex(State())
    private let transfers = Atomic<Int>(0)
    private let maximumTransfers: Int

    init(maximumTransfers: Int) {
        self.maximumTransfers = maximumTransfers
        wakeDescriptor = ccurl_eventfd_create()
    }

    deinit {
        if wakeDescriptor >= 0 { close(wakeDescriptor) }
    }

    /// Counts a transfer in; false when the limit is reached.
    func admit() -> Bool {
        guard transfers.add(1, ordering: .relaxed).newValue <= maximumTransfers else {
            release()
            return false
        }
        return true
    }

    /// Counts a transfer out.
    func release() {
        transfers.subtract(1, ordering: .relaxed)
    }

    /// Hands a command to the event thread; false when there is none any more.
    @discardableResult
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isTerminated else { return false }
            state.commands.append(command)
            wake(&state)
            return true
        }
    }

    /// Asks the event thread to end; what is under way fails.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            wake(&state)
        }
    }

    /// Returns when the event thread has let go of everything.
    func waitUntilTerminated() async {
        await withCheckedContinuation { continuation in
            let isTerminated = state.withLock { state in
                if !state.isTerminated { state.stopWaiters.append(continuation) }
                return state.isTerminated
            }
            if isTerminated { continuation.resume() }
        }
    }

    private func wake(_ state: inout State) {
        guard state.isThreadAsleep else { return }
        state.isThreadAsleep = false
        ccurl_eventfd_signal(wakeDescriptor)
    }
}

/// The event thread's side.
extension Mailbox {
    /// Everything posted since the last call.
    func takeCommands() -> (commands: [Command], isStopping: Bool) {
        state.withLock { state in
            state.isThreadAsleep = false
            let commands = state.commands
            state.commands = []
            return (commands, state.isStopping)
        }
    }

    /// Announces that the thread goes to sleep; false when there is something to do first.
    func prepareToSleep() -> Bool {
        state.withLock { state in
            state.isThreadAsleep = state.commands.isEmpty && !state.isStopping
            return state.isThreadAsleep
        }
    }

    /// Closes the mailbox; the commands that nobody will carry out any more are handed back.
    func terminate() -> [Command] {
        let (commands, waiters) = state.withLock { state in
            state.isTerminated = true
            defer {
                state.commands = []
                state.stopWaiters = []
            }
            return (state.commands, state.stopWaiters)
        }
        for waiter in waiters { waiter.resume() }
        return commands
    }
}
