import GatewayService
import Testing

@Suite struct UpstreamPoolTests {
    private let start = ContinuousClock.now

    @Test func `instances take turns`() {
        var pool = UpstreamPool(urls: ["a", "b", "c"])
        #expect((0..<6).map { _ in pool.next(now: start)?.url } == ["a", "b", "c", "a", "b", "c"])
    }

    @Test func `an unreachable instance rests for five seconds`() {
        var pool = UpstreamPool(urls: ["a", "b"])
        pool.unreachable(0, now: start)
        #expect((0..<3).map { _ in pool.next(now: start + .seconds(4))?.url } == ["b", "b", "b"])
        let later = (0..<2).map { _ in pool.next(now: start + .seconds(5))?.url }
        #expect(Set(later) == ["a", "b"])
    }

    @Test func `an answer ends the rest`() {
        var pool = UpstreamPool(urls: ["a", "b"])
        pool.unreachable(0, now: start)
        pool.answered(0)
        #expect(Set((0..<2).map { _ in pool.next(now: start)?.url }) == ["a", "b"])
    }

    @Test func `when all rest the one that has rested longest is asked`() {
        var pool = UpstreamPool(urls: ["a", "b"])
        pool.unreachable(1, now: start)
        pool.unreachable(0, now: start + .seconds(1))
        #expect(pool.next(now: start + .seconds(2))?.url == "b")
        #expect(pool.next(now: start + .seconds(2), excluding: [1])?.url == "a")
        #expect(pool.next(now: start + .seconds(2), excluding: [0, 1]) == nil)
    }

    @Test func `a service without addresses has nobody to ask`() {
        var pool = UpstreamPool(urls: [])
        #expect(pool.next(now: start) == nil)
    }
}
