import NIOCore

/// One connection's end of the channel: writes batches, matches replies to requests, watches the time.
///
/// Lives on the event loop. Without a queue it serves only `send`, which is used for logging in.
final class RedisChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let stuckAfter: TimeAmount
    private var reader: RedisReplyReader
    private var inFlight = InFlightQueue()
    /// Answered by the bytes that are being read.
    private var completed: [InFlightQueue.Completion] = []
    private var policy = CoalescingPolicy()
    private var queue: CommandQueue?
    private var context: ChannelHandlerContext?
    private var failure: RedisError?
    private var lookTimer: Scheduled<Void>?
    private var sweepTimer: Scheduled<Void>?
    private var sweepAt: NIODeadline?

    /// The connection closes when the oldest request is unanswered for `stuckAfter` and beyond its own limit.
    init(stuckAfter: TimeAmount) throws(RedisError) {
        self.stuckAfter = stuckAfter
        reader = try RedisReplyReader()
    }

    /// Writes requests that do not come from the queue.
    func send(_ request: RedisRequest, _ buffer: ByteBuffer) {
        guard let context else {
            request.finish(.failure(lossError()))
            return
        }
        inFlight.append(request, byteCount: buffer.readableBytes, now: .now())
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        scheduleSweep(request.deadline)
    }

    /// Serves the queue until the connection ends; returns false when it has ended already.
    func attach(to queue: CommandQueue) -> Bool {
        guard context?.channel.isActive == true else { return false }
        self.queue = queue
        queue.attach(self)
        return true
    }

    /// Looks at the held commands and writes them when it is time.
    func look(turnIsOver: Bool = false) {
        guard let queue, let context else { return }
        lookTimer?.cancel()
        lookTimer = nil
        let now = NIODeadline.now()
        let isWritable = context.channel.isWritable
        var decision = CoalescingPolicy.Decision.write
        let batch = queue.withOutbox { outbox -> Outbox.Batch? in
            outbox.isWatched = false
            guard !outbox.isEmpty else { return nil }
            decision = decide(outbox.batch, isWritable: isWritable, turnIsOver: turnIsOver, now: now)
            guard case .write = decision else {
                outbox.isWatched = true
                return nil
            }
            let batch = outbox.take()
            outbox.statistics.writes += batch.entries.isEmpty ? 0 : 1
            return batch
        }
        switch decision {
        case .write:
            if let batch { write(batch, now: now) }
        case .wait(let pause):
            lookLater(pause, context)
        case .waitForTurn(let limit):
            lookLater(limit, context)
            queue.turn.ask()
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelActive(context: ChannelHandlerContext) {
        enlargeSendBuffer(of: context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.context != nil else { return }
        do throws(RedisError) {
            try reader.feed(unwrapInboundIn(data))
            while let value = try reader.next() { try deliver(value) }
            finishCompleted()
        } catch {
            finishCompleted()
            close(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if let failure {
            close(failure)
        } else if inFlight.isEmpty {
            look()
        }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { look() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(RedisError(.connectionLost, "\(error)", underlying: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func lookLater(_ pause: TimeAmount, _ context: ChannelHandlerContext) {
        lookTimer = context.eventLoop.assumeIsolated().scheduleTask(in: pause) { self.look() }
    }

    private func decide(
        _ batch: Outbox.Batch,
        isWritable: Bool,
        turnIsOver: Bool,
        now: NIODeadline
    ) -> CoalescingPolicy.Decision {
        // A full socket takes no more; its deadlines are seen at the next look.
        guard isWritable else {
            scheduleSweep(batch.entries.lazy.map(\.request.deadline).min() ?? now)
            return .wait(.milliseconds(10))
        }
        return policy.decide(
            held: batch.entries.count,
            bytes: batch.buffer.readableBytes,
            inFlight: inFlight.count,
            turnIsOver: turnIsOver,
            now: now,
        )
    }

    private func write(_ batch: Outbox.Batch, now: NIODeadline) {
        policy.written(held: batch.entries.count, now: now)
        guard let context, !batch.entries.isEmpty else { return }
        var earliest = NIODeadline.distantFuture
        for entry in batch.entries {
            inFlight.append(entry.request, byteCount: entry.byteCount, now: now)
            earliest = min(earliest, entry.request.deadline)
        }
        context.writeAndFlush(wrapOutboundOut(batch.buffer), promise: nil)
        scheduleSweep(earliest)
    }

    private func deliver(_ value: RedisValue) throws(RedisError) {
        if let completion = try inFlight.deliver(value) { completed.append(completion) }
        // After a failover the old master is a replica; only a new connection finds the new master.
        if case .error(let text) = value, text.hasPrefix("READONLY") { failure = .server(text) }
    }

    /// Makes room in the queue first, so that a caller that goes on at once finds it.
    private func finishCompleted() {
        var answered = InFlightQueue.Answered()
        for completion in completed {
            answered.commands += completion.request.replyCount
            answered.bytes += completion.byteCount
        }
        queue?.withOutbox { $0.settle(answered) }
        for completion in completed { completion.request.finish(.success(completion.value)) }
        completed.removeAll(keepingCapacity: true)
    }

    /// Makes sure that the deadlines are looked at by `deadline`.
    private func scheduleSweep(_ deadline: NIODeadline) {
        guard let context, sweepAt.map({ deadline < $0 }) ?? true else { return }
        sweepTimer?.cancel()
        sweepAt = deadline
        sweepTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.sweep() }
    }

    private func sweep() {
        sweepAt = nil
        let now = NIODeadline.now()
        let overdue = inFlight.expire(now: now, stuckAfter: stuckAfter)
        let held = queue?.withOutbox { outbox in
            outbox.statistics.timeouts += overdue.timeouts
            return outbox.expire(now: now)
        }
        if overdue.isStuck {
            close(RedisError(.timeout, "the oldest command has no reply"))
        } else if let next = [overdue.next, held].compactMap({ $0 }).min() {
            // Deadlines close together share one look.
            scheduleSweep(max(next, now + .milliseconds(2)))
        }
    }

    /// A batch should leave in one system call. A size set by hand ends the kernel's own tuning, so larger ones stay.
    private func enlargeSendBuffer(of channel: any Channel) {
        let wanted: SocketOptionValue = 2 << 20
        channel.getOption(.socketOption(.so_sndbuf)).whenSuccess { size in
            guard size < wanted else { return }
            // A smaller buffer is only slower.
            channel.setOption(.socketOption(.so_sndbuf), value: wanted).whenFailure { _ in }
        }
    }

    private func close(_ error: RedisError) {
        failure = failure ?? error
        let context = context
        // At once: with TLS the close itself may take a while.
        end()
        context?.close(promise: nil)
    }

    /// Fails what was sent and hands the queue back; the second call finds nothing to do.
    private func end() {
        context = nil
        lookTimer?.cancel()
        sweepTimer?.cancel()
        let answered = inFlight.failAll(lossError())
        let queue = queue
        self.queue = nil
        queue?.withOutbox { $0.settle(answered) }
        queue?.detach()
    }

    private func lossError() -> RedisError {
        RedisError(.connectionLost, failure?.message ?? "the connection was closed", underlying: failure)
    }
}
