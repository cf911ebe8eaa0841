import NIOCore
import Synchronization

/// The bounded queue between any number of calling tasks and the one connection of a client.
final class CommandQueue: Sendable {
    let eventLoop: any EventLoop
    let configuration: RedisConfiguration
    /// Asked by the connection during bursts.
    let turn = TaskTurn()
    private let outbox = Mutex(Outbox())
    private let connection: NIOLoopBoundBox<RedisChannelHandler?>

    init(eventLoop: any EventLoop, configuration: RedisConfiguration) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        connection = .makeEmptyBox(valueType: RedisChannelHandler.self, eventLoop: eventLoop)
    }

    var isConnected: Bool {
        outbox.withLock { outbox in
            if case .connected = outbox.availability { true } else { false }
        }
    }

    var statistics: RedisStatistics { outbox.withLock { $0.statistics } }

    /// See ``Outbox/watchGeneration``.
    var watchGeneration: Int { outbox.withLock { $0.watchGeneration } }

    /// Sends commands together and waits for all their replies; as part of a transaction when `watch` says so.
    func perform(
        _ commands: some Collection<RedisCommand>,
        isPipeline: Bool,
        timeout: Duration?,
        watch: Outbox.WatchUse? = nil
    ) async -> RedisRequest.Outcome {
        let now = NIODeadline.now()
        let deadline = now + TimeAmount(timeout ?? configuration.commandTimeout)
        let giveUpAt = min(deadline, now + TimeAmount(configuration.connectionWait))
        let request = RedisRequest(replyCount: commands.count, isPipeline: isPipeline, deadline: deadline)
        let sizeBound = commands.reduce(0) { $0 + $1.encodedSizeBound }
        return await request.outcome { request in
            do throws(RedisError) {
                let wake = try outbox.withLock { outbox throws(RedisError) in
                    try outbox.append(
                        commands,
                        sizeBound: sizeBound,
                        request: request,
                        giveUpAt: giveUpAt,
                        watch: watch,
                        configuration: configuration,
                    )
                }
                self.wake(wake)
            } catch {
                request.finish(.failure(error))
            }
        } onCancel: {
            self.outbox.withLock { $0.hasFinished = true }
        }
    }

    /// The client starts: commands may wait for the first connection.
    func start() {
        outbox.withLock { $0.availability = .connecting }
    }

    /// Tells the connection of turns until the task is cancelled.
    func watchTurns() async {
        await turn.run {
            eventLoop.execute { self.connection.value?.look(turnIsOver: true) }
        }
    }

    /// A connection is ready: it takes what waits now and what comes later. On the event loop.
    func attach(_ handler: RedisChannelHandler) {
        connection.value = handler
        outbox.withLock { $0.connected() }
        handler.look()
    }

    /// The connection ended; new commands wait for the next one. On the event loop.
    func detach() {
        connection.value = nil
        outbox.withLock { outbox in
            outbox.statistics.connectionsLost += 1
            outbox.availability = .connecting
            outbox.isWatched = true
        }
        expire()
    }

    /// An attempt to connect failed, or (`nil`) the client stops: nothing waits any longer.
    func fail(_ error: RedisError?) {
        outbox.withLock { outbox in
            outbox.availability = error.map(Outbox.Availability.down) ?? .stopped
            let reason = error?.description ?? "the client has been stopped"
            outbox.failAll(RedisError(.notConnected, reason, underlying: error))
        }
    }

    /// Gives the connection access to the held commands.
    func withOutbox<Value: Sendable>(_ body: (inout sending Outbox) -> sending Value) -> Value {
        outbox.withLock(body)
    }

    private func wake(_ wake: Outbox.Wake) {
        switch wake {
        case .nobody: return
        case .connection: eventLoop.execute { self.connection.value?.look() }
        case .expiry(let deadline): eventLoop.scheduleTask(deadline: deadline) { self.expire() }
        }
    }

    /// Fails what waited too long for a connection; a connected handler looks after its deadlines itself.
    private func expire() {
        let next = outbox.withLock { outbox -> NIODeadline? in
            if case .connected = outbox.availability { return nil }
            let next = outbox.expire(now: .now())
            outbox.isWatched = next != nil
            return next
        }
        if let next { wake(.expiry(next)) }
    }
}
