import HTTPTypes
import NIOCore
import ServiceKit
import Synchronization

/// Finding an instance, asking it, and asking another.
extension Exchange {
    /// Times a request may be sent, the first included.
    private static let maximumAttempts = 3

    func start() {
        worker.retries.deposit()
        guard enter() else { return giveUp(.overload) }
        attempt()
    }

    /// Takes its place among the requests under way; false when there are too many.
    private func enter() -> Bool {
        if route.pace == .stream || facts.upgrade != nil {
            isStream = true
            return edge.streams.add(1, ordering: .relaxed).newValue <= limits.streams
        }
        isCounted = true
        return group.inFlight.add(1, ordering: .relaxed).newValue <= limits.inFlight
    }

    private func attempt() {
        attempts += 1
        switch group.choose(excluding: tried, mayProbe: isRepeatable && body.canReplay) {
        case .instance(let chosen): ask(chosen)
        case .resting(let wait): giveUp(.resting(wait))
        case .none: giveUp(.connect)
        }
    }

    private func ask(_ chosen: UpstreamInstance) {
        instance = chosen
        chosen.inFlight.add(1, ordering: .relaxed)
        let pool = worker.pool(of: chosen)
        guard takesTurns, mayUseIdle(of: chosen) else { return askNow(chosen, pool) }
        isInLine = !pool.enter(self)
        guard !isInLine else { return }
        turnPool = pool
        askNow(chosen, pool)
    }

    /// Whether it is short, as far as one can know, and can be sent again should the connection it is given close just then.
    /// What takes its time must not hold up others.
    private var takesTurns: Bool {
        route.pace == .normal && limits.headTimeout(for: route) <= limits.headTimeout
            && isRepeatable && framing == .none && !isStream
    }

    func takeTurn(at pool: UpstreamPool) -> Bool {
        guard isInLine, let instance else { return false }
        isInLine = false
        guard worker.now < deadline else {
            giveUp(.timeout)
            return false
        }
        guard instance.breakerState == .closed,
            instance.isReady.load(ordering: .relaxed) || !group.hasBetter(than: instance, tried)
        else {
            // Nothing has been sent: another choice is no repetition.
            leaveInstance()
            attempts -= 1
            attempt()
            return false
        }
        turnPool = pool
        askNow(instance, pool)
        return true
    }

    /// An instance that has failed is tried on a connection of which nothing is known yet, and so is one that has just
    /// closed a kept connection: it may have closed them all.
    private func mayUseIdle(of chosen: UpstreamInstance) -> Bool { chosen.breakerState == .closed && !hasMetClosed }

    private func askNow(_ chosen: UpstreamInstance, _ pool: UpstreamPool) {
        attemptStart = worker.now
        if mayUseIdle(of: chosen), let idle = pool.takeIdle(isRepeatable: isRepeatable && body.canReplay) {
            return send(over: idle)
        }
        let bound = NIOLoopBound(self, eventLoop: worker.eventLoop)
        worker.connect(chosen).whenComplete { result in
            bound.value.connected(result.map(\.value), to: chosen)
        }
    }

    private func connected(_ result: Result<UpstreamConnection, any Error>, to chosen: UpstreamInstance) {
        guard case .asking = phase, instance === chosen else {
            if case .success(let connection) = result { connection.close() }
            return
        }
        switch result {
        case .success(let connection): send(over: connection)
        case .failure: attemptFailed(.connect)
        }
    }

    private func send(over connection: UpstreamConnection) {
        self.connection = connection
        setDeadline()
        connection.send(requestHead(for: connection.instance), isToHead: facts.method == .head, for: self)
        if facts.expectsContinue, !body.isWhole, !hasSentContinue {
            hasSentContinue = true
            client.write(Self.continueLine)
            client.flush()
        }
        bodyProgress = worker.now
        if body.hasWaiting {
            for piece in body.takeWaiting() { connection.write(piece) }
        }
        connection.flush()
        client.resumeReading()
    }

    /// The head with the instance's own host; made in place for the first, copied for a second.
    private func requestHead(for instance: UpstreamInstance) -> ByteBuffer {
        if isHeadUsed, let prefix = requestHead.getSlice(at: requestHead.readerIndex, length: requestHeadPrefix) {
            requestHead = worker.allocator.buffer(capacity: requestHeadPrefix + 64)
            requestHead.writeImmutableBuffer(prefix)
        }
        isHeadUsed = true
        requestHeadPrefix = requestHead.readableBytes
        requestHead.writeBytes(instance.hostLine)
        requestHead.writeStaticString("\r\n")
        return requestHead
    }

    /// While a body is on its way, its own limits hold; a try is short where another instance could answer.
    func setDeadline() {
        guard body.isWhole, let instance else {
            attemptDeadline = .distantFuture
            return
        }
        isShortTry =
            suspect == nil && isRepeatable && body.canReplay && route.pace == .normal
            && limits.tryTimeout < limits.headTimeout(for: route) && group.hasBetter(than: instance, tried)
        attemptDeadline = deadline
        if isShortTry { attemptDeadline = min(deadline, worker.now + TimeAmount(limits.tryTimeout)) }
    }

    /// When the service's time is over, however many instances were asked.
    var deadline: NIODeadline { isAskedSince + TimeAmount(limits.headTimeout(for: route)) }

    /// The time of this try is over; where no other instance is left meanwhile it goes on.
    func attemptTimedOut() {
        guard isShortTry, let instance, worker.now < deadline, !group.hasBetter(than: instance, tried) else {
            return attemptFailed(.timeout)
        }
        isShortTry = false
        attemptDeadline = deadline
    }

    /// The instance gave no answer that can be passed on: another one is asked, or the client is told.
    func attemptFailed(_ failure: UpstreamFailure) {
        guard case .asking = phase, let failed = instance else { return }
        // A connection that had been idle may have been closed while the request was on its way to it.
        let wasClosedIdle = failure == .lost && (connection?.served ?? 0) > 1
        connection?.close()
        connection = nil
        edge.metrics.failed(route.service, kind: failure.kind)
        if wasClosedIdle {
            failed.abandoned()
            hasMetClosed = true
            if group.hasBetter(than: failed, tried) { tried.append(failed.id) }
        } else {
            judge(failed, failure)
            tried.append(failed.id)
        }
        // Not before it is known how the instance is: the next in line goes there.
        leaveInstance()
        // Others have been served in between.
        guard case .asking = phase else { return }
        if failure == .connect, let suspect, suspect !== failed, !group.hasOther(than: tried) {
            // The one that was taken for slow is the only one left.
            tried.removeAll { $0 == suspect.id }
        }
        if maySendAgain(failure, wasClosedIdle: wasClosedIdle) {
            edge.metrics.retried(route.service)
            body.rewind()
            attempt()
        } else {
            giveUp(failure)
        }
    }

    /// A try that was cut short says nothing yet: it counts when another instance has answered in time.
    private func judge(_ failed: UpstreamInstance, _ failure: UpstreamFailure) {
        if failure == .timeout, isShortTry {
            suspect = failed
            failed.abandoned()
        } else {
            failed.failed(failure, isLast: group.isLast(failed))
        }
    }

    private func maySendAgain(_ failure: UpstreamFailure, wasClosedIdle: Bool) -> Bool {
        guard attempts < Self.maximumAttempts, body.canReplay, !body.isWhole || worker.now < deadline else {
            return false
        }
        // Nothing has been sent: it is no repetition.
        if failure == .connect { return group.hasOther(than: tried) }
        guard isRepeatable else { return false }
        guard wasClosedIdle || group.hasOther(than: tried) else { return false }
        return worker.retries.withdraw(now: .now)
    }

    /// Whether an answer of this status is not passed on because another instance may do better.
    func prefersAnother(to status: Int) -> Bool {
        guard [500, 502, 503, 504].contains(status), isRepeatable, body.canReplay,
            attempts < Self.maximumAttempts, let instance
        else { return false }
        return group.hasBetter(than: instance, tried)
    }

    /// Tells the client: an older answer where there is one, else what is wrong.
    func giveUp(_ failure: UpstreamFailure) {
        if sendStale(because: failure.kind) { return }
        if case .overload = failure { edge.metrics.rejected("overload") }
        let problem = failure.problem(route.service)
        let closes = client.closesAfter(facts) || !body.isWhole
        guard finish() else { return }
        let out = writer.answer(problem, closes: closes)
        client.write(out)
        note(status: problem.status.code, bytes: 0, detail: failure.kind)
        client.finished(closes: closes)
    }
}
