import ModelClients
import Testing

/// The circuit breaker as a state machine; time is a parameter.
struct CircuitBreakerTests {
    private let start = ContinuousClock.now
    private let settings = CircuitBreaker.Settings(
        failures: 3,
        openTime: .seconds(10),
        maximumOpenTime: .seconds(30)
    )

    private func opened() throws -> CircuitBreaker {
        var breaker = CircuitBreaker(settings)
        for _ in 0..<3 {
            let permit = try breaker.permit(at: start)
            breaker.fail(permit, at: start)
        }
        return breaker
    }

    @Test func `it opens after failures in a row and admits nobody`() throws {
        var breaker = try opened()
        #expect(breaker.state == .open(until: start + .seconds(10)))
        #expect(!breaker.isClosed)
        let refused = breaker.admit(at: start + .seconds(9))
        #expect(refused == nil)
    }

    @Test func `a success in between starts the count anew`() throws {
        var breaker = CircuitBreaker(settings)
        for isWell in [false, false, true, false, false] {
            let permit = try breaker.permit(at: start)
            if isWell { breaker.succeed(permit) } else { breaker.fail(permit, at: start) }
        }
        #expect(breaker.state == .closed(failures: 2))
    }

    @Test func `when its time is over one call may try, and closes it`() throws {
        var breaker = try opened()
        let permit = try breaker.permit(at: start + .seconds(10))
        #expect(breaker.state == .halfOpen)
        let second = breaker.admit(at: start + .seconds(11))
        #expect(second == nil)
        breaker.succeed(permit)
        #expect(breaker.state == .closed(failures: 0))
    }

    @Test func `a trial that fails opens it for twice as long, up to the limit`() throws {
        var breaker = try opened()
        var now = start + .seconds(10)
        for seconds in [20, 30, 30] {
            let permit = try breaker.permit(at: now)
            breaker.fail(permit, at: now)
            #expect(breaker.state == .open(until: now + .seconds(seconds)))
            now += .seconds(seconds)
        }
        let permit = try breaker.permit(at: now)
        breaker.succeed(permit)
        for _ in 0..<3 {
            let permit = try breaker.permit(at: now)
            breaker.fail(permit, at: now)
        }
        #expect(breaker.state == .open(until: now + .seconds(10)), "success did not reset the time")
    }

    @Test func `a trial that was given up leaves the next call to try`() throws {
        var breaker = try opened()
        let now = start + .seconds(10)
        let permit = try breaker.permit(at: now)
        breaker.withdraw(permit, at: now)
        let next = try breaker.permit(at: now)
        breaker.succeed(next)
        #expect(breaker.isClosed)
    }

    @Test func `answers to calls of an earlier state change nothing`() throws {
        var breaker = CircuitBreaker(settings)
        let early = try breaker.permit(at: start)
        for _ in 0..<3 {
            let permit = try breaker.permit(at: start)
            breaker.fail(permit, at: start)
        }
        breaker.succeed(early)
        #expect(breaker.state == .open(until: start + .seconds(10)))
        _ = try breaker.permit(at: start + .seconds(10))
        breaker.fail(early, at: start + .seconds(10))
        breaker.withdraw(early, at: start + .seconds(10))
        #expect(breaker.state == .halfOpen)
    }

    @Test func `a call that was given up while it was closed counts for nothing`() throws {
        var breaker = CircuitBreaker(settings)
        let permit = try breaker.permit(at: start)
        breaker.withdraw(permit, at: start)
        #expect(breaker.state == .closed(failures: 0))
    }
}

extension CircuitBreaker {
    /// A permit, which has to be given.
    fileprivate mutating func permit(at now: Instant) throws -> Permit {
        let permit = admit(at: now)
        return try #require(permit)
    }
}
