/// One value that is expensive to get: kept for a while, and got once however many ask for it meanwhile.
package actor TimedCache<Value: Sendable> {
    private var kept: (value: Value, until: ContinuousClock.Instant)?
    private var isRefreshing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init() {}

    /// The kept value, or what `refresh` brings, kept for the duration it says.
    ///
    /// `refresh` must have a time limit. A caller that is cancelled while it refreshes leaves the job to the next one.
    package func value(refresh: @Sendable () async -> (value: Value, lifetime: Duration)) async -> Value {
        while true {
            if let kept, ContinuousClock.now < kept.until { return kept.value }
            if !isRefreshing { break }
            await withCheckedContinuation { waiting.append($0) }
        }
        isRefreshing = true
        let fresh = await refresh()
        if !Task.isCancelled { kept = (fresh.value, .now + fresh.lifetime) }
        isRefreshing = false
        let waiters = waiting
        waiting = []
        for waiter in waiters { waiter.resume() }
        return fresh.value
    }
}
