import GatewayService
import Testing

/// The rules that keep requests from instances that fail, as values.
@Suite struct ResilienceTests {
    private let start = ContinuousClock.now

    /// Outside of the macro, which takes its arguments as constants.
    private func admits(_ breaker: inout CircuitBreaker, after wait: Duration, mayProbe: Bool = true) -> Bool {
        breaker.admits(now: start + wait, mayProbe: mayProbe)
    }

    @Test func `five failures in a row open the breaker and one success after the pause closes it`() {
        var breaker = CircuitBreaker()
        for _ in 0..<4 { breaker.failed(now: start) }
        let beforeFifth = admits(&breaker, after: .zero, mayProbe: false)
        #expect(breaker.state == .closed && beforeFifth)
        breaker.failed(now: start)
        let early = admits(&breaker, after: .milliseconds(900))
        #expect(breaker.state == .open && !early)
        #expect(breaker.wait(now: start) == .seconds(1))
        // Only a request that can be sent again elsewhere finds out.
        let unrepeatable = admits(&breaker, after: .seconds(1), mayProbe: false)
        let probe = admits(&breaker, after: .seconds(1))
        let second = admits(&breaker, after: .seconds(1))
        #expect(!unrepeatable && probe && !second && breaker.state == .halfOpen)
        breaker.succeeded(now: start + .seconds(1))
        #expect(breaker.state == .closed)
    }

    @Test func `each failed probe doubles the pause up to a limit`() {
        var breaker = CircuitBreaker()
        var now = start
        for _ in 0..<5 { breaker.failed(now: now) }
        var pauses: [Duration] = []
        for _ in 0..<7 {
            let pause = breaker.wait(now: now)
            pauses.append(pause)
            now += pause
            let isAdmitted = breaker.admits(now: now, mayProbe: true)
            #expect(isAdmitted)
            breaker.failed(now: now)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    }

    @Test func `half of the answers failing opens it though none fail in a row`() {
        var breaker = CircuitBreaker()
        for round in 0..<10 {
            #expect(breaker.state == .closed, "\(round)")
            breaker.succeeded(now: start)
            breaker.failed(now: start)
        }
        #expect(breaker.state == .open)
        var healthy = CircuitBreaker()
        for _ in 0..<100 {
            for _ in 0..<3 { healthy.succeeded(now: start) }
            healthy.failed(now: start)
        }
        #expect(healthy.state == .closed)
    }

    @Test func `a probe that never comes back does not keep the way closed`() {
        var breaker = CircuitBreaker()
        for _ in 0..<5 { breaker.failed(now: start) }
        let times = [1, 20, 32].map { admits(&breaker, after: .seconds($0)) }
        #expect(times == [true, false, true])
    }

    @Test func `retries are a share of the requests and a few a second`() {
        var budget = RetryBudget(share: 0.2, minimumPerSecond: 10)
        var now = start
        var spent = 0
        while budget.withdraw(now: now) { spent += 1 }
        #expect(spent == 100)
        for _ in 0..<50 { budget.deposit() }
        spent = 0
        while budget.withdraw(now: now) { spent += 1 }
        #expect((9...10).contains(spent))
        now += .seconds(1)
        spent = 0
        while budget.withdraw(now: now) { spent += 1 }
        #expect((9...10).contains(spent))
    }

    @Test(arguments: [
        ("http://a:1", "http://a:1"), ("https://b", "https://b:443"), ("http://[::1]:8081/", "http://[::1]:8081"),
        ("dns+http://collector:8081", "dns+http://collector:8081"),
    ]) func `an address is a scheme, a host and a port`(text: String, written: String) throws {
        #expect(try #require(UpstreamSource(text)).description == written)
    }

    @Test(arguments: [
        "127.0.0.1:1", "http://", "http://a/path", "http://a:0", "http://a:99999", "http://a b", "ftp://a",
        "http://[x]:1",
        "http://u@a:1", "http://a:1?x", "dns+https://a:1",
    ]) func `anything else is no address`(text: String) {
        #expect(UpstreamSource(text) == nil)
    }
}
