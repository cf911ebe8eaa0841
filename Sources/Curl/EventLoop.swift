internal import CCurl
internal import Glibc

/// Drives every transfer of a client with epoll and `curl_multi_socket_action`, which costs only what is ready:
/// `curl_multi_perform` would visit every open stream at every turn. Used on its own thread only.
@safe
final class EventLoop {
    typealias Instant = ContinuousClock.Instant

    private static let eventsPerTurn: CInt = 128
    private static let maximumSpareHandles = 256
    /// Once for the process; safe from any thread since libcurl 7.84.
    private static let globalStatus = curl_global_init(Int(CURL_GLOBAL_ALL))

    let configuration: HTTPClientConfiguration
    /// The time of the current turn.
    private(set) var now = Instant.now
    private let mailbox: Mailbox
    private let multi: UnsafeMutableRawPointer
    private let epoll: CInt
    private let events: UnsafeMutablePointer<epoll_event>
    private var transfers: [ObjectIdentifier: ActiveTransfer] = [:]
    private var slots: ConnectionSlots<ObjectIdentifier>
    private var touched: [ActiveTransfer] = []
    private var spareHandles: [EasyHandle] = []
    private var curlDeadline: Instant?
    /// No transfer's own time limit runs out before this; it may be early, never late.
    private var earliestDeadline: Instant?

    /// Fails when the machine has no descriptors or memory left.
    init?(configuration: HTTPClientConfiguration, mailbox: Mailbox) {
        guard Self.globalStatus == CURLE_OK, mailbox.wakeDescriptor >= 0 else { return nil }
        guard let multi = unsafe curl_multi_init() else { return nil }
        let epoll = ccurl_epoll_create()
        guard epoll >= 0, ccurl_epoll_watch_eventfd(epoll, mailbox.wakeDescriptor) == 0 else {
            if epoll >= 0 { close(epoll) }
            unsafe curl_multi_cleanup(multi)
            return nil
        }
        self.configuration = configuration
        self.mailbox = mailbox
        unsafe self.multi = unsafe multi
        self.epoll = epoll
        unsafe events = .allocate(capacity: Int(Self.eventsPerTurn))
        slots = ConnectionSlots(
            maximum: configuration.maximumConnections,
            maximumPerOrigin: configuration.maximumConnectionsPerHost,
        )
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_multi_set_socket_function(multi, Self.socketCallback, context)
        unsafe ccurl_multi_set_timer_function(multi, Self.timerCallback, context)
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maximumConnections)
        // One transfer on a connection at a time, over HTTP/2 too: a reader that pauses would stop its neighbours.
        unsafe ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    }

    deinit {
        spareHandles = []
        unsafe curl_multi_cleanup(multi)
        unsafe events.deallocate()
        close(epoll)
    }

    /// Returns when the mailbox was told to stop and everything has ended.
    func run() {
        while true {
            let (commands, isStopping) = mailbox.takeCommands()
            now = .now
            for command in commands { perform(command) }
            if isStopping { break }
            runCurlTimer()
            collectFinished()
            expireDeadlines()
            flushTouched()
            waitAndDispatch()
        }
        for active in Array(transfers.values) { finish(active, .failure(.shutdown(active.transfer.origin))) }
        flushTouched()
    }

    /// Fails what was posted too late.
    static func refuse(_ commands: [Mailbox.Command], mailbox: Mailbox) {
        for case .start(let transfer) in commands {
            mailbox.release()
            transfer.upload?.close()
            transfer.response.finish(.failure(.shutdown(transfer.origin)))
            transfer.response.flush()
        }
    }

    /// Remembers to wake this transfer's reader and to look at its time limits when the turn ends.
    func touch(_ active: ActiveTransfer) {
        guard !active.isTouched else { return }
        active.isTouched = true
        touched.append(active)
    }
}

/// Beginning and end of transfers.
extension EventLoop {
    private func perform(_ command: Mailbox.Command) {
        switch command {
        case .start(let transfer):
            start(transfer)
        case .resumeReceiving(let transfer):
            if let active = transfers[ObjectIdentifier(transfer)] { resumeReceiving(active) }
        case .resumeSending(let transfer):
            guard let active = transfers[ObjectIdentifier(transfer)] else { return }
            active.willResumeSending()
            resume(active)
        case .cancel(let transfer):
            if let active = transfers[ObjectIdentifier(transfer)] {
                finish(active, .failure(.cancelled(transfer.origin)))
            }
        }
    }

    private func start(_ transfer: Transfer) {
        guard !transfer.response.isFinished else { return mailbox.release() }
        let active = ActiveTransfer(transfer, loop: self)
        let id = ObjectIdentifier(transfer)
        transfers[id] = active
        touch(active)
        if slots.acquire(transfer.origin) {
            begin(active)
        } else {
            slots.wait(id, for: transfer.origin)
        }
    }

    private func begin(_ active: ActiveTransfer) {
        guard let handle = spareHandles.popLast() ?? EasyHandle() else {
            active.handle = nil
            slots.release(active.transfer.origin)
            return finish(active, .failure(setupFailure(active)))
        }
        active.handle = handle
        handle.configure(for: active, configuration: configuration)
        guard handle.status == CURLE_OK, unsafe handle.add(to: multi) == CURLM_OK else {
            return finish(active, .failure(setupFailure(active)))
        }
    }

    private func setupFailure(_ active: ActiveTransfer) -> HTTPClientError {
        HTTPClientError(.resources, "the request could not be set up", active.transfer.origin)
    }

    private func resumeReceiving(_ active: ActiveTransfer) {
        active.willResumeReceiving()
        resume(active)
    }

    private func resume(_ active: ActiveTransfer) {
        touch(active)
        guard let handle = active.handle else { return }
        let code = handle.pause(receiving: active.isReceivePaused, sending: active.isSendPaused)
        if code != CURLE_OK { finish(active, .failure(active.failure ?? HTTPClientError(code, active: active))) }
    }

    private func finish(_ active: ActiveTransfer, _ outcome: Result<Void, HTTPClientError>) {
        let transfer = active.transfer
        let id = ObjectIdentifier(transfer)
        guard transfers.removeValue(forKey: id) != nil else { return }
        if let handle = active.handle {
            active.handle = nil
            unsafe handle.remove(from: multi)
            handle.reset()
            if spareHandles.count < Self.maximumSpareHandles { spareHandles.append(handle) }
            slots.release(transfer.origin)
        } else {
            slots.removeWaiter(id, for: transfer.origin)
        }
        mailbox.release()
        // First the answer: closing the upload cancels its producer, whose failure must not become the outcome.
        transfer.response.finish(outcome, total: .now - transfer.submitted)
        transfer.upload?.close()
        touch(active)
        while let next = slots.nextAdmitted() {
            if let waiting = transfers[next] { begin(waiting) }
        }
    }
}

/// One turn.
extension EventLoop {
    private func runCurlTimer() {
        guard let deadline = curlDeadline, deadline <= now else { return }
        curlDeadline = nil
        unsafe ccurl_multi_run_timers(multi)
    }

    private func collectFinished() {
        var code = CURLE_OK
        while let easy = unsafe ccurl_multi_next_finished(multi, &code) {
            var context: UnsafeMutablePointer<CChar>?
            unsafe ccurl_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
            guard let context = unsafe context else { continue }
            let active = unsafe TransferCallbacks.active(UnsafeMutableRawPointer(context))
            finish(active, outcome(of: active, code))
        }
    }

    private func outcome(of active: ActiveTransfer, _ code: CURLcode) -> Result<Void, HTTPClientError> {
        if let failure = active.failure { return .failure(failure) }
        // curl takes a connection closed within the head for a short response.
        if code == CURLE_OK, active.isHeadComplete { return .success(()) }
        return .failure(HTTPClientError(code == CURLE_OK ? CURLE_GOT_NOTHING : code, active: active))
    }

    /// Looks at every transfer only when the earliest limit has come, which is about once for the shortest limit.
    private func expireDeadlines() {
        guard let earliest = earliestDeadline, earliest <= now else { return }
        earliestDeadline = nil
        for active in Array(transfers.values) {
            guard let deadline = active.nextDeadline() else { continue }
            if deadline.at <= now {
                finish(active, .failure(.timedOut(deadline.message, active.transfer.origin)))
            } else {
                note(deadline.at)
            }
        }
    }

    private func note(_ deadline: Instant) {
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }

    private func flushTouched() {
        let batch = touched
        touched.removeAll(keepingCapacity: true)
        for active in batch {
            active.isTouched = false
            if active.transfer.response.flush() { resumeReceiving(active) }
            if let deadline = active.nextDeadline() { note(deadline.at) }
        }
    }

    private func waitAndDispatch() {
        let mayBlock = touched.isEmpty && mailbox.prepareToSleep()
        let count = unsafe epoll_wait(epoll, events, Self.eventsPerTurn, mayBlock ? pollTimeout() : 0)
        guard count > 0 else { return }
        now = .now
        for index in 0..<Int(count) {
            let event = unsafe events[index]
            guard unsafe event.data.fd != mailbox.wakeDescriptor else { continue }
            unsafe ccurl_multi_run_socket(multi, event.data.fd, event.events)
        }
    }

    /// Milliseconds until something is due; -1 when nothing is.
    private func pollTimeout() -> CInt {
        let deadline =
            switch (curlDeadline, earliestDeadline) {
            case (let curl?, let own?): min(curl, own)
            case (let curl?, nil): curl
            case (nil, let own): own
            }
        guard let deadline else { return -1 }
        return CInt(clamping: (deadline - .now).wholeMilliseconds)
    }
}

/// What curl asks of the loop; it must not be called back from here.
extension EventLoop {
    private static let socketCallback: curl_socket_callback = { _, socket, what, context, known in
        guard let context = unsafe context else { return -1 }
        let loop = unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue()
        let isKnown = unsafe known != nil
        // Removing may fail, when the socket is closed already.
        let result = ccurl_epoll_update(loop.epoll, socket, what, isKnown ? 1 : 0)
        guard what != CURL_POLL_REMOVE else { return 0 }
        unsafe curl_multi_assign(loop.multi, socket, context)
        return result
    }

    private static let timerCallback: curl_multi_timer_callback = { _, milliseconds, context in
        guard let context = unsafe context else { return -1 }
        let loop = unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue()
        loop.curlDeadline = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
        return 0
    }
}
