import Blocking
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ResourcePoolTests {
    @Test func `a resource is opened once and lent again`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 2)
        for _ in 0..<5 { #expect(try await pool.withResource { $0 } == 1) }
        #expect(pool.statistics == ResourcePoolStatistics(active: 0, idle: 1, pending: 0, maximum: 2))
    }

    @Test func `never more than the maximum are lent at a time`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 3)
        let high = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await pool.withResource { _ in
                        high.update { $0 = max($0, pool.statistics.active) }
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(high.value == 3)
        #expect(factory.opened <= 3)
        #expect(pool.statistics.idle == factory.opened)
    }

    @Test func `waiters are served in order`() async throws {
        let pool = Factory().pool(maximum: 1)
        let order = Shared<[Int]>([])
        try await withHeldResource(of: pool) {
            let tasks = try await (0..<5).asyncMap { number in
                let task = Task { try await pool.withResource { _ in order.update { $0.append(number) } } }
                try await eventually { pool.statistics.pending == number + 1 }
                return task
            }
            return tasks
        }
        #expect(order.value == [0, 1, 2, 3, 4])
    }

    @Test func `a waiter gives up after the time limit`() async throws {
        let pool = Factory().pool(maximum: 1, leaseTimeout: .milliseconds(30))
        try await pool.withResource { _ in
            let start = ContinuousClock.now
            await #expect { try await pool.withResource { _ in } } throws: {
                ($0 as? BlockingError)?.code == .leaseTimeout
            }
            #expect(start.duration(to: .now) >= .milliseconds(30))
        }
        #expect(pool.statistics == ResourcePoolStatistics(active: 0, idle: 1, pending: 0, maximum: 1))
    }

    @Test func `each who waits too long is sent away, whoever was served before`() async throws {
        let pool = Factory().pool(maximum: 1, leaseTimeout: .milliseconds(40))
        for _ in 0..<2 {
            // The watch over the time of those who wait ends between the two.
            try await pool.withResource { (_: Int) async throws -> Void in
                await #expect { try await pool.withResource { _ in } } throws: {
                    ($0 as? BlockingError)?.code == .leaseTimeout
                }
            }
            try await eventually {
                pool.statistics == ResourcePoolStatistics(active: 0, idle: 1, pending: 0, maximum: 1)
            }
        }
        // Of two, the first gets the resource and keeps it: the second's time runs out.
        let patient = Factory().pool(maximum: 1, leaseTimeout: .seconds(2))
        let gate = AsyncStream.makeStream(of: Void.self)
        let first = try await patient.withResource { _ in
            let first = Task {
                try await patient.withResource { _ in
                    for await _ in gate.stream {}
                }
            }
            try await eventually { patient.statistics.pending == 1 }
            return first
        }
        await #expect { try await patient.withResource { _ in } } throws: {
            ($0 as? BlockingError)?.code == .leaseTimeout
        }
        gate.continuation.finish()
        try await first.value
    }

    @Test func `a caller beyond the longest queue is refused at once`() async throws {
        let pool = Factory().pool(maximum: 1, maximumWaiters: 1)
        try await withHeldResource(of: pool) {
            let waiting = Task { try await pool.withResource { _ in } }
            try await eventually { pool.statistics.pending == 1 }
            await #expect { try await pool.withResource { _ in } } throws: {
                ($0 as? BlockingError)?.code == .tooManyWaiters
            }
            return [waiting]
        }
    }

    @Test func `a cancelled waiter leaves the queue`() async throws {
        let pool = Factory().pool(maximum: 1)
        try await pool.withResource { _ in
            let waiting = Task { try await pool.withResource { _ in } }
            try await eventually { pool.statistics.pending == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(pool.statistics.pending == 0)
        }
    }

    @Test func `a broken resource is closed and replaced`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 1)
        await #expect(throws: Broken.self) {
            try await pool.withResource { resource in
                factory.broken.update { $0.insert(resource) }
                throw Broken()
            }
        }
        #expect(factory.closed.value == [1])
        #expect(try await pool.withResource { $0 } == 2)
    }

    @Test func `a resource that died while idle is found out and replaced`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 1, checkAfterIdle: .zero)
        #expect(try await pool.withResource { $0 } == 1)
        factory.broken.update { $0 = [1] }
        #expect(try await pool.withResource { $0 } == 2)
        #expect(factory.closed.value == [1])
    }

    @Test func `a failed opening gives its place to the next`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 1)
        factory.refusals.update { $0 = 1 }
        await #expect(throws: Broken.self) { try await pool.withResource { $0 } }
        #expect(pool.statistics.active == 0)
        #expect(try await pool.withResource { $0 } == 2)
    }

    @Test func `closing refuses who waits and waits for who holds`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 1)
        let closing = try await pool.withResource { _ in
            let waiting = Task { try await pool.withResource { _ in } }
            try await eventually { pool.statistics.pending == 1 }
            let closing = Task { await pool.close() }
            await #expect { try await waiting.value } throws: { ($0 as? BlockingError)?.code == .closed }
            #expect(factory.closed.value.isEmpty)
            return closing
        }
        #expect(await closing.value)
        #expect(factory.closed.value == [1])
        await #expect { try await pool.withResource { _ in } } throws: { ($0 as? BlockingError)?.code == .closed }
    }

    @Test func `closing does not wait for ever`() async throws {
        let factory = Factory()
        let pool = factory.pool(maximum: 1)
        try await pool.withResource { _ in
            #expect(await pool.close(timeout: .milliseconds(20)) == false)
        }
        #expect(factory.closed.value == [1])
    }

    /// Runs `body` while the pool's only resource is lent, then waits for the tasks it started.
    private func withHeldResource(
        of pool: ResourcePool<Int>,
        _ body: () async throws -> [Task<Void, any Error>]
    ) async throws {
        let tasks = try await pool.withResource { _ in try await body() }
        for task in tasks { try await task.value }
    }
}

private struct Broken: Error {}

/// Makes numbered resources, breaks them and counts them.
private final class Factory: Sendable {
    let broken = Shared<Set<Int>>([])
    let closed = Shared<[Int]>([])
    let refusals = Shared(0)
    private let counter = Shared(0)

    var opened: Int { counter.value }

    func pool(
        maximum: Int,
        maximumWaiters: Int = 200,
        leaseTimeout: Duration = .seconds(30),
        checkAfterIdle: Duration = .seconds(30)
    ) -> ResourcePool<Int> {
        ResourcePool(
            limits: ResourcePoolLimits(
                maximum: maximum,
                maximumWaiters: maximumWaiters,
                leaseTimeout: leaseTimeout,
                checkAfterIdle: checkAfterIdle
            ),
            operations: ResourcePool.Operations(
                open: { try self.open() },
                check: { resource in !self.broken.value.contains(resource) },
                isReusable: { resource in !self.broken.value.contains(resource) },
                close: { resource in self.closed.update { $0.append(resource) } }
            )
        )
    }

    private func open() throws -> Int {
        var number = 0
        counter.update { counter in
            counter += 1
            number = counter
        }
        let isRefused = refusals.exchange(max(0, refusals.value - 1)) > 0
        if isRefused { throw Broken() }
        return number
    }
}

extension Sequence {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var result: [T] = []
        for element in self { result.append(try await transform(element)) }
        return result
    }
}
