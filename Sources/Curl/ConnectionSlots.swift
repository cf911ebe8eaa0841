/// Who may use a connection and who waits: a limit in all, one for each origin, first come first served within both.
struct ConnectionSlots<ID: Equatable> {
    private struct Waiter {
        let ticket: Int
        let id: ID
    }

    private let maximum: Int
    private let maximumPerOrigin: Int
    private var used = 0
    private var usedByOrigin: [HTTPOrigin: Int] = [:]
    private var waiting: [HTTPOrigin: [Waiter]] = [:]
    private var nextTicket = 0

    init(maximum: Int, maximumPerOrigin: Int) {
        self.maximum = maximum
        self.maximumPerOrigin = maximumPerOrigin
    }

    /// Takes a slot; false when the caller has to wait for one.
    mutating func acquire(_ origin: HTTPOrigin) -> Bool {
        guard used < maximum, usedByOrigin[origin, default: 0] < maximumPerOrigin else { return false }
        used += 1
        usedByOrigin[origin, default: 0] += 1
        return true
    }

    /// Gives a slot back.
    mutating func release(_ origin: HTTPOrigin) {
        used -= 1
        usedByOrigin[origin, default: 0] -= 1
        if usedByOrigin[origin] == 0 { usedByOrigin[origin] = nil }
    }

    /// Puts one at the end of its origin's queue.
    mutating func wait(_ id: ID, for origin: HTTPOrigin) {
        waiting[origin, default: []].append(Waiter(ticket: nextTicket, id: id))
        nextTicket += 1
    }

    /// Takes one that gave up out of its queue.
    mutating func removeWaiter(_ id: ID, for origin: HTTPOrigin) {
        waiting[origin]?.removeAll { $0.id == id }
        if waiting[origin]?.isEmpty == true { waiting[origin] = nil }
    }

    /// The one that has waited longest among those whose origin has room, with a slot taken for it.
    mutating func nextAdmitted() -> ID? {
        guard used < maximum, !waiting.isEmpty else { return nil }
        let ready = waiting.compactMap { origin, queue in
            usedByOrigin[origin, default: 0] < maximumPerOrigin ? queue.first.map { (origin, $0) } : nil
        }
        guard let (origin, waiter) = ready.min(by: { $0.1.ticket < $1.1.ticket }), acquire(origin) else { return nil }
        waiting[origin]?.removeFirst()
        if waiting[origin]?.isEmpty == true { waiting[origin] = nil }
        return waiter.id
    }
}
