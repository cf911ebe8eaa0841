import Synchronization

/// Carries the objects that a transaction leaves without an owner out of it; a transaction that runs again starts anew.
final class ObjectKeys: Sendable {
    private let state = Mutex<[String]>([])

    var keys: [String] { state.withLock { $0 } }

    func set(_ keys: [String]) {
        state.withLock { $0 = keys }
    }
}
