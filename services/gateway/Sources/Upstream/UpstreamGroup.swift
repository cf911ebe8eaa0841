import Synchronization

/// The instances of one service and the choice among them.
package final class UpstreamGroup: Sendable {
    package let service: UpstreamService
    /// Requests that are under way to the service, event streams left out.
    let inFlight = Atomic(0)
    private let list: Mutex<[UpstreamInstance]>
    private let turn = Atomic(0)
    /// Known without a lock, for most services have one.
    private let hasSeveral: Atomic<Bool>

    init(service: UpstreamService, instances: [UpstreamInstance]) {
        self.service = service
        list = Mutex(instances)
        hasSeveral = Atomic(instances.count > 1)
    }

    package var instances: [UpstreamInstance] { list.withLock { $0 } }

    /// Replaces the instances, where names stand for addresses that change; those that stay keep their state.
    func replace(_ instances: [UpstreamInstance]) {
        list.withLock { $0 = instances }
        hasSeveral.store(instances.count > 1, ordering: .relaxed)
    }

    enum Choice {
        case instance(UpstreamInstance)
        /// Every one rests after failures; how long until one may be tried.
        case resting(Duration)
        /// There is none that has not been tried.
        case none
    }

    /// The instance with the fewest requests under way, among those that are ready and well, taking turns between equals.
    ///
    /// Counting what is under way keeps requests from an instance that hangs or is slow long before anything has failed.
    /// When none is ready all are tried: a health check that errs must not close the door. `mayProbe` is whether this
    /// request may be the one that finds out whether a failed instance is back: one that could be sent again elsewhere.
    func choose(excluding tried: [Int], mayProbe: Bool) -> Choice {
        let instances = instances
        if instances.count == 1 {
            guard !tried.contains(instances[0].id) else { return .none }
            // The only one may always be probed: there is nothing to lose.
            return instances[0].admits(mayProbe: true)
                ? .instance(instances[0]) : .resting(instances[0].wait)
        }
        let start = turn.add(1, ordering: .relaxed).newValue
        let order = (0..<instances.count).map { instances[(start + $0) % instances.count] }
            .filter { !tried.contains($0.id) }
        guard !order.isEmpty else { return .none }
        // One whose pause is over goes first: the request that tries it is taken elsewhere if it fails.
        if mayProbe, tried.isEmpty,
            let probe = order.first(where: { $0.breakerState != .closed && $0.admits(mayProbe: true) })
        {
            return .instance(probe)
        }
        let well = order.filter { $0.breakerState == .closed }
        let ready = well.filter { $0.isReady.load(ordering: .relaxed) }
        let candidates = ready.isEmpty ? well : ready
        let best = candidates.min {
            $0.inFlight.load(ordering: .relaxed) < $1.inFlight.load(ordering: .relaxed)
        }
        if let best { return .instance(best) }
        if let last = order.first(where: { $0.admits(mayProbe: true) }) { return .instance(last) }
        return .resting(order.map { $0.wait }.min() ?? .zero)
    }

    /// Whether no other instance is well: what is slow or wrong then is no reason to close the last way.
    func isLast(_ instance: UpstreamInstance) -> Bool {
        !instances.contains { $0 !== instance && $0.breakerState == .closed }
    }

    /// Whether another instance than those tried could take the request.
    func hasOther(than tried: [Int]) -> Bool {
        guard hasSeveral.load(ordering: .relaxed) else { return tried.isEmpty }
        return instances.contains { !tried.contains($0.id) && $0.breakerState == .closed }
    }

    /// Whether one that is ready would do better than `present`, which has the request, and those tried before.
    func hasBetter(than present: UpstreamInstance, _ tried: [Int]) -> Bool {
        guard hasSeveral.load(ordering: .relaxed) else { return false }
        return instances.contains {
            $0 !== present && !tried.contains($0.id) && $0.breakerState == .closed
                && $0.isReady.load(ordering: .relaxed)
        }
    }
}
