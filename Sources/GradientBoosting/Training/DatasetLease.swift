import Synchronization

/// Lets one training at a time use a dataset, whose labels it sets.
final class DatasetLease: Sendable {
    private let isTaken = Mutex(false)

    /// Runs `body` while nobody else can; throws instead of waiting.
    func withLease<T>(_ body: () throws -> T) throws -> T {
        let isFree = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        guard isFree else { throw BoosterError("the dataset is in use by another training, or given twice") }
        defer { isTaken.withLock { $0 = false } }
        return try body()
    }
}
