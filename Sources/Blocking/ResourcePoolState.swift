/// The bookkeeping of a `ResourcePool`: who holds, who waits, what lies idle. It suspends nothing itself.
struct ResourcePoolState<Resource: Sendable>: Sendable {
    /// What a caller is given: a resource, or the right to open one.
    enum Grant: Sendable {
        case idle(Resource, since: ContinuousClock.Instant)
        case open
    }

    /// What is to be done outside the lock.
    struct Effects: Sendable {
        var resume: (Waiter, Grant)?
        var close: Resource?
        var drained: [Drainer] = []
    }

    typealias Waiter = CheckedContinuation<Grant, any Error>
    typealias Drainer = CheckedContinuation<Bool, Never>

    private let limits: ResourcePoolLimits
    private var idle: [(resource: Resource, since: ContinuousClock.Instant)] = []
    private var leased = 0
    /// In the order they came, which is also that of their deadlines.
    private var waiters: [(ticket: UInt64, deadline: ContinuousClock.Instant, waiter: Waiter)] = []
    private var isWatched = false
    private var drainers: [(ticket: UInt64, drainer: Drainer)] = []
    private var lastTicket: UInt64 = 0
    private var isClosed = false

    init(limits: ResourcePoolLimits) {
        self.limits = limits
    }

    var statistics: ResourcePoolStatistics {
        ResourcePoolStatistics(
            active: leased,
            idle: idle.count,
            pending: waiters.count,
            maximum: limits.maximum
        )
    }

    mutating func nextTicket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }

    /// A grant when nobody has to be waited for; nil when all are lent.
    mutating func takeFree() throws(BlockingError) -> Grant? {
        guard !isClosed else { throw BlockingError(.closed, "the pool is closed") }
        if let last = idle.popLast() {
            leased += 1
            return .idle(last.resource, since: last.since)
        }
        guard leased < limits.maximum else { return nil }
        leased += 1
        return .open
    }

    mutating func append(
        _ waiter: Waiter,
        ticket: UInt64,
        deadline: ContinuousClock.Instant
    ) throws(BlockingError) {
        guard waiters.count < limits.maximumWaiters else {
            throw BlockingError(.tooManyWaiters, "\(waiters.count) callers wait already")
        }
        waiters.append((ticket, deadline, waiter))
    }

    mutating func removeWaiter(_ ticket: UInt64) -> Waiter? {
        guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return waiters.remove(at: index).waiter
    }

    /// True when the caller has to watch the deadlines, false when someone does.
    mutating func beginWatch() -> Bool {
        defer { isWatched = true }
        return !isWatched
    }

    /// When the first of the waiters has to go; nil, and the end of the watch, when nobody waits.
    mutating func nextDeadline() -> ContinuousClock.Instant? {
        let deadline = waiters.first?.deadline
        isWatched = deadline != nil
        return deadline
    }

    mutating func removeWaiters(until now: ContinuousClock.Instant) -> [Waiter] {
        let late = waiters.prefix { $0.deadline <= now }.map(\.waiter)
        waiters.removeFirst(late.count)
        return late
    }

    /// Ends a lease; nil for a resource that is gone, whose place the next waiter may fill.
    mutating func giveBack(_ resource: Resource?, now: ContinuousClock.Instant) -> Effects {
        leased -= 1
        var effects = Effects()
        if isClosed {
            effects.close = resource
            if leased == 0 { effects.drained = takeDrainers() }
        } else if !waiters.isEmpty {
            leased += 1
            let grant = resource.map { Grant.idle($0, since: now) } ?? .open
            effects.resume = (waiters.removeFirst().waiter, grant)
        } else if let resource {
            idle.append((resource, now))
        }
        return effects
    }

    /// Closes the pool and gives up what lay idle and who waited.
    mutating func close() -> (idle: [Resource], waiters: [Waiter]) {
        isClosed = true
        defer {
            idle = []
            waiters = []
        }
        return (idle.map(\.resource), waiters.map(\.waiter))
    }

    /// True, without keeping `drainer`, when nothing is lent any more.
    mutating func appendDrainer(_ drainer: Drainer, ticket: UInt64) -> Bool {
        guard leased > 0 else { return true }
        drainers.append((ticket, drainer))
        return false
    }

    mutating func removeDrainer(_ ticket: UInt64) -> Drainer? {
        guard let index = drainers.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return drainers.remove(at: index).drainer
    }

    private mutating func takeDrainers() -> [Drainer] {
        defer { drainers = [] }
        return drainers.map(\.drainer)
    }
}
