import Synchronization

/// A bounded set of resources that are dear to open, each lent to one caller at a time.
///
/// Resources are opened when first needed and lent again most recent first, so a quiet pool keeps few of them busy.
/// Callers that find none free wait in order, at most `Limits.maximumWaiters` of them for `Limits.leaseTimeout`.
package final class ResourcePool<Resource: Sendable>: Sendable {
    /// What the pool does with a resource; none of these may wait without a time limit of its own.
    package struct Operations: Sendable {
        /// Opens a new resource.
        package var open: @Sendable () async throws -> Resource
        /// Whether a resource that lay idle for long still works.
        package var check: @Sendable (Resource) async -> Bool
        /// Whether a resource that comes back may be lent again; one that is broken or half used is closed instead.
        package var isReusable: @Sendable (Resource) async -> Bool
        /// Closes a resource.
        package var close: @Sendable (Resource) async -> Void

        /// Creates the operations; what is left out is always fine.
        package init(
            open: @escaping @Sendable () async throws -> Resource,
            check: @escaping @Sendable (Resource) async -> Bool = { _ in true },
            isReusable: @escaping @Sendable (Resource) async -> Bool = { _ in true },
            close: @escaping @Sendable (Resource) async -> Void = { _ in }
        ) {
            self.open = open
            self.check = check
            self.isReusable = isReusable
            self.close = close
        }
    }

    private let limits: ResourcePoolLimits
    private let operations: Operations
    private let state: Mutex<ResourcePoolState<Resource>>
    private let clock = ContinuousClock()

    /// Creates a pool with nothing in it yet.
    package init(limits: ResourcePoolLimits, operations: Operations) {
        self.limits = limits
        self.operations = operations
        state = Mutex(ResourcePoolState(limits: limits))
    }

    /// How many resources are lent, idle and waited for at this moment.
    package var statistics: ResourcePoolStatistics {
        state.withLock { $0.statistics }
    }

    /// Lends a resource to `body`.
    ///
    /// Throws `leaseTimeout`, `tooManyWaiters` or `closed` (`BlockingError`), what opening throws, `CancellationError`
    /// while waiting, and what `body` throws.
    package func withResource<Value>(_ body: (Resource) async throws -> Value) async throws -> Value {
        let resource = try await usable(try await lease())
        do {
            let value = try await body(resource)
            await giveBack(resource)
            return value
        } catch {
            await giveBack(resource)
            throw error
        }
    }

    /// Refuses new callers and those who wait, closes what is idle and waits `timeout` for what is lent.
    ///
    /// True when everything came back in time; what comes back later is closed then. A cancelled caller does not wait.
    @discardableResult
    package func close(timeout: Duration = .seconds(10)) async -> Bool {
        let (idle, waiters) = state.withLock { $0.close() }
        for waiter in waiters {
            waiter.resume(throwing: BlockingError(.closed, "the pool is closed"))
        }
        for resource in idle {
            await operations.close(resource)
        }
        let deadline = clock.now.advanced(by: timeout)
        let ticket = state.withLock { $0.nextTicket() }
        async let _ = stopDraining(ticket, at: deadline)
        return await withCheckedContinuation { continuation in
            let isDrained = state.withLock { $0.appendDrainer(continuation, ticket: ticket) }
            if isDrained { continuation.resume(returning: true) }
            // The clock may have struck before there was anything to stop.
            if Task.isCancelled || clock.now >= deadline { stopDraining(ticket) }
        }
    }

    private func stopDraining(_ ticket: UInt64, at deadline: ContinuousClock.Instant) async {
        // Cancelled when all came back in time: then there is nothing left to stop.
        try? await clock.sleep(until: deadline)
        stopDraining(ticket)
    }

    private func stopDraining(_ ticket: UInt64) {
        state.withLock { $0.removeDrainer(ticket) }?.resume(returning: false)
    }
}

// MARK: - Leasing

extension ResourcePool {
    private typealias Grant = ResourcePoolState<Resource>.Grant

    private func lease() async throws -> Grant {
        try Task.checkCancellation()
        if let grant = try state.withLock({ try $0.takeFree() }) { return grant }
        let ticket = state.withLock { $0.nextTicket() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enqueue($0, ticket: ticket) }
        } onCancel: {
            cancel(ticket)
        }
    }

    private func enqueue(_ continuation: CheckedContinuation<Grant, any Error>, ticket: UInt64) {
        let deadline = clock.now.advanced(by: limits.leaseTimeout)
        let outcome = Result<Grant?, any Error> {
            try state.withLock { state in
                if let grant = try state.takeFree() { return grant }
                try state.append(continuation, ticket: ticket, deadline: deadline)
                return nil
            }
        }
        switch outcome {
        case .success(nil): watchWaiters()
        case .success(let grant?): continuation.resume(returning: grant)
        case .failure(let error): continuation.resume(throwing: error)
        }
        // It may have been cancelled before there was anything to cancel.
        if Task.isCancelled { cancel(ticket) }
    }

    private func cancel(_ ticket: UInt64) {
        state.withLock { $0.removeWaiter(ticket) }?.resume(throwing: CancellationError())
    }

    /// Sends away who has waited too long. One task for all who wait: one for each would cost more than most waits.
    private func watchWaiters() {
        guard state.withLock({ $0.beginWatch() }) else { return }
        // Detached: it outlives the first who waits, whose log and trace it has nothing to do with.
        Task.detached { [self] in
            while let deadline = state.withLock({ $0.nextDeadline() }) {
                // Nobody cancels this task.
                try? await clock.sleep(until: deadline)
                for waiter in state.withLock({ $0.removeWaiters(until: clock.now) }) {
                    waiter.resume(throwing: timeoutError)
                }
            }
        }
    }

    private var timeoutError: BlockingError {
        BlockingError(.leaseTimeout, "none of \(limits.maximum) came free within \(limits.leaseTimeout)")
    }

    /// Opens a resource, or checks the one that lay idle and replaces it when it is dead.
    private func usable(_ grant: Grant) async throws -> Resource {
        if case .idle(let resource, let since) = grant {
            if since.duration(to: clock.now) < limits.checkAfterIdle { return resource }
            if await operations.check(resource) { return resource }
            await operations.close(resource)
        }
        do {
            return try await operations.open()
        } catch {
            await perform(state.withLock { $0.giveBack(nil, now: clock.now) })
            throw error
        }
    }

    private func giveBack(_ resource: Resource) async {
        if await operations.isReusable(resource) {
            await perform(state.withLock { $0.giveBack(resource, now: clock.now) })
        } else {
            await operations.close(resource)
            await perform(state.withLock { $0.giveBack(nil, now: clock.now) })
        }
    }

    private func perform(_ effects: ResourcePoolState<Resource>.Effects) async {
        if let (waiter, grant) = effects.resume { waiter.resume(returning: grant) }
        if let resource = effects.close { await operations.close(resource) }
        for drainer in effects.drained { drainer.resume(returning: true) }
    }
}
