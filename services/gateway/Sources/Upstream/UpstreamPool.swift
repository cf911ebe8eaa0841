import NIOCore

/// Who waits for a turn at an instance. All calls come on the pool's event loop.
protocol TurnTaker: AnyObject {
    /// False once it needs none any more.
    var isInLine: Bool { get }
    /// Its turn has come; false when it does not take it.
    func takeTurn(at pool: UpstreamPool) -> Bool
}

/// One loop's connections to one instance that wait for a request, and the requests that wait for their turn.
final class UpstreamPool {
    private unowned let worker: EdgeWorker
    private let service: UpstreamService
    /// The one used last at the end.
    private var idle: [UpstreamConnection] = []
    private var line: RequestLine<any TurnTaker>
    private var isWatched = false

    /// A service closes a connection after 60 s without a request.
    private static let longestIdle = TimeAmount.seconds(30)
    /// A request that cannot be sent twice takes no connection that has been idle longer: a service that stops says
    /// `Connection: close` for a second before it closes idle connections.
    private static let longestIdleUnrepeatable = TimeAmount.milliseconds(500)

    init(of instance: UpstreamInstance, worker: EdgeWorker) {
        self.worker = worker
        service = instance.service
        line = RequestLine(limit: worker.limits.atOnce, longestWait: TimeAmount(worker.limits.turnWait))
    }

    var isUnused: Bool { idle.isEmpty && line.isUnused }

    // MARK: Turns

    /// Whether it is the taker's turn at once; else it is told later.
    func enter(_ taker: any TurnTaker) -> Bool {
        if line.enter(taker, now: worker.now) { return true }
        watch()
        return false
    }

    /// A turn has ended: it is the next one's.
    func leave() {
        // Who has gone meanwhile leaves at once.
        while let next = line.leave() {
            if next.takeTurn(at: self) { return }
        }
    }

    private func watch() {
        guard !isWatched else { return }
        isWatched = true
        // The worker too: the pool does not keep it, and a gateway that stops does not wait for this.
        let bound = NIOLoopBound((pool: self, worker: worker), eventLoop: worker.eventLoop)
        worker.eventLoop.scheduleTask(in: line.interval) { bound.value.pool.look() }
    }

    private func look() {
        isWatched = false
        worker.wake()
        let late = line.look(now: worker.now) { $0.isInLine }
        if !late.isEmpty { worker.edge.metrics.gaveUpLine(service) }
        for taker in late where !taker.takeTurn(at: self) { leave() }
        if !line.isEmpty { watch() }
    }

    // MARK: Connections

    /// A connection that waits for a request; `isRepeatable` is whether the request can be sent again if it has just died.
    func takeIdle(isRepeatable: Bool) -> UpstreamConnection? {
        while let connection = idle.last {
            let age = worker.now - connection.idleSince
            // The others have been idle for longer still, but a read may use them.
            if !isRepeatable, age >= Self.longestIdleUnrepeatable { return nil }
            idle.removeLast()
            if connection.isIdle, age < Self.longestIdle { return connection }
            connection.close()
        }
        return nil
    }

    /// Keeps it for the next request; false when there are enough.
    func keep(_ connection: UpstreamConnection) -> Bool {
        guard !worker.isDraining, idle.count < worker.limits.idleConnections else { return false }
        idle.append(connection)
        return true
    }

    func forget(_ connection: UpstreamConnection) {
        idle.removeAll { $0 === connection }
    }

    func closeOld() {
        for connection in idle where worker.now - connection.idleSince > Self.longestIdle { connection.close() }
    }

    func closeAll() {
        for connection in idle { connection.close() }
    }
}
