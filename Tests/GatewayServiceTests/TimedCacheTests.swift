import GatewayService
import Synchronization
import Testing

@Suite struct TimedCacheTests {
    @Test func `many who ask at once cause one refresh`() async {
        let cache = TimedCache<Int>()
        let calls = Calls()
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await cache.value {
                        try? await Task.sleep(for: .milliseconds(50))
                        return (calls.next(), .seconds(60))
                    }
                }
            }
            for await value in group { #expect(value == 1) }
        }
        #expect(calls.next() == 2)
    }

    @Test func `a value that has run out is fetched again`() async {
        let cache = TimedCache<Int>()
        #expect(await cache.value { (1, .zero) } == 1)
        #expect(await cache.value { (2, .seconds(60)) } == 2)
        #expect(await cache.value { (3, .seconds(60)) } == 2)
    }

    @Test func `a refresh that was cancelled is not kept`() async {
        let cache = TimedCache<String>()
        let cancelled = Task {
            await cache.value {
                try? await Task.sleep(for: .seconds(60))
                return ("broken", .seconds(60))
            }
        }
        cancelled.cancel()
        _ = await cancelled.value
        #expect(await cache.value { ("whole", .seconds(60)) } == "whole")
    }
}

private final class Calls: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
