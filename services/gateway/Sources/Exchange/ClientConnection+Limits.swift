import NIOCore
import ServiceKit

/// How many bytes passed since a moment.
struct TransferProgress {
    var bytes = 0
    var since: NIODeadline?
}

/// The limits of time: nobody is waited for for ever.
extension ClientConnection {
    func checkTimes(_ now: NIODeadline) {
        let limits = worker.limits
        switch phase {
        case .head:
            if scanned > 0 {
                guard now - waitingSince > TimeAmount(limits.clientHeadTimeout) else { return }
                worker.edge.metrics.rejected("slow_head")
                refuseRest(.requestTimeout("The head of the request did not come in time."))
            } else if now - waitingSince > TimeAmount(limits.clientIdleTimeout) {
                close()
            }
        case .length, .chunked:
            if isBodySlow(now) {
                worker.edge.metrics.rejected("slow_body")
                refuseRest(.requestTimeout("The body of the request did not come in time."))
                return
            }
            sink?.checkTimes(now)
        case .answering, .tunnel:
            if isReaderSlow(now) {
                worker.edge.metrics.rejected("slow_reader")
                close()
                return
            }
            sink?.checkTimes(now)
        case .leaving:
            if isReaderSlow(now) || now - waitingSince > .seconds(2) && buffered == 0 { close() }
        case .closed: break
        }
    }

    private func isBodySlow(_ now: NIODeadline) -> Bool {
        // Standing still because the service takes no more is not the client's fault.
        guard let since = body.since, !isReadHeld else {
            body = TransferProgress(bytes: 0, since: now)
            return false
        }
        let limit = TimeAmount(worker.limits.clientBodyTimeout)
        guard now - since > limit else { return false }
        let isSlow =
            body.bytes < worker.limits.minimumBytesPerSecond * Int(limit.nanoseconds / 1_000_000_000)
            || body.bytes == 0
        body = TransferProgress(bytes: 0, since: now)
        return isSlow
    }

    /// Whether bytes have been waiting for the client for long, and nearly none of them left.
    private func isReaderSlow(_ now: NIODeadline) -> Bool {
        guard buffered > 0 else {
            output = TransferProgress()
            return false
        }
        // The kernel holds megabytes and takes more only when a third of them is gone: what has left it shows a reader that
        // is slow and steady.
        let waiting = buffered + (socket?.unacknowledgedBytes ?? 0)
        guard let since = output.since else {
            // From here on `bytes` counts what has to leave: what waits now, and what is added.
            output = TransferProgress(bytes: waiting, since: now)
            return false
        }
        let limit = TimeAmount(worker.limits.clientWriteTimeout)
        guard now - since > limit else { return false }
        let left = output.bytes - waiting
        let isSlow = left < max(1, worker.limits.minimumBytesPerSecond * Int(limit.nanoseconds / 1_000_000_000))
        output = TransferProgress(bytes: waiting, since: now)
        return isSlow
    }

    /// Bytes written and not taken by the kernel yet.
    private var buffered: Int {
        if let stream { return stream.bufferedBytes }
        return (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

}
