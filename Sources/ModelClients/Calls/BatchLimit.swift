import Synchronization

/// How much one call may carry. A provider that takes less than that says so with a 413: the batch is halved, and what
/// it took is remembered.
final class BatchLimit: Sendable {
    private let maximumBytes: Int
    private let maximumCount: Mutex<Int>

    init(count: Int, bytes: Int) {
        maximumBytes = bytes
        maximumCount = Mutex(count)
    }

    /// Carries `items` over in as many calls as it takes, one after the other; one value an item, in their order.
    func run<Item, Value>(
        _ items: [Item],
        bytes: (Item) -> Int,
        call: ([Item]) async throws(ProviderError) -> [Value]
    ) async throws(ProviderError) -> [Value] {
        var values: [Value] = []
        var rest = items[...]
        while !rest.isEmpty {
            let batch = rest.prefix(fitting(rest, bytes: bytes))
            values += try await halving(batch, call)
            rest = rest.dropFirst(batch.count)
        }
        return values
    }

    /// How many of the first of `items` go into one call; at least one, however long.
    func fitting<Item>(_ items: ArraySlice<Item>, bytes: (Item) -> Int) -> Int {
        let limit = maximumCount.withLock { $0 }
        var count = 0
        var total = 0
        for item in items.prefix(limit) {
            total += bytes(item)
            if count > 0, total > maximumBytes { break }
            count += 1
        }
        return count
    }

    private func halving<Item, Value>(
        _ batch: ArraySlice<Item>,
        _ call: ([Item]) async throws(ProviderError) -> [Value]
    ) async throws(ProviderError) -> [Value] {
        do {
            return try await call(Array(batch))
        } catch {
            guard error.code == .tooLarge, batch.count > 1 else { throw error }
        }
        let half = (batch.count + 1) / 2
        let values = try await halving(batch.prefix(half), call) + halving(batch.dropFirst(half), call)
        // Only now: had a single item been too large, the number of items would not be to blame.
        maximumCount.withLock { $0 = min($0, half) }
        return values
    }
}
