import Synchronization

/// One component's check with a time limit that holds even when the check does not listen to cancellation.
final class LimitedCheck: Sendable {
    let component: any HealthComponent
    private let limit: Duration
    /// Whether an earlier check has not come back; then none is started on top of it.
    private let isBusy = Mutex(false)

    init(component: any HealthComponent, limit: Duration) {
        self.component = component
        self.limit = limit
    }

    func run() async -> ComponentHealth {
        guard
            isBusy.withLock({ busy in
                defer { busy = true }
                return !busy
            })
        else {
            return ComponentHealth(.down, detail: "An earlier check has not come back yet.")
        }
        let (answers, continuation) = AsyncStream.makeStream(
            of: ComponentHealth.self,
            bufferingPolicy: .bufferingOldest(1)
        )
        // Not a child task: a child would be waited for, however long it takes.
        let check = Task {
            let health = await component.check()
            isBusy.withLock { $0 = false }
            continuation.yield(health)
        }
        let timer = Task {
            // Throws only when cancelled, after the check has answered.
            try? await Task.sleep(for: limit)
            continuation.yield(ComponentHealth(.down, detail: "No answer within \(limit.settingText)."))
        }
        var iterator = answers.makeAsyncIterator()
        let first = await iterator.next()
        timer.cancel()
        check.cancel()
        return first ?? ComponentHealth(.down, detail: "The check was cancelled.")
    }
}
