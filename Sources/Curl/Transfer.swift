/// One request under way, as the calling task and the event thread share it.
final class Transfer: Sendable {
    let request: HTTPClientRequest
    let origin: HTTPOrigin
    let response: ResponseChannel
    let upload: UploadChannel?
    let submitted: ContinuousClock.Instant
    private let mailbox: Mailbox

    init(
        request: HTTPClientRequest,
        origin: HTTPOrigin,
        mode: ResponseChannel.Mode,
        bufferBytes: Int,
        mailbox: Mailbox,
    ) {
        self.request = request
        self.origin = origin
        self.mailbox = mailbox
        response = ResponseChannel(mode: mode)
        submitted = .now
        if case .stream(_, let length) = request.body {
            upload = UploadChannel(bufferBytes: bufferBytes, length: length)
        } else {
            upload = nil
        }
    }

    /// Hands it to the event thread, which owns it from here on.
    func start() throws(HTTPClientError) {
        guard mailbox.post(.start(self)) else {
            mailbox.release()
            throw .shutdown(origin)
        }
        guard case .stream(let pieces, _) = request.body, let upload else { return }
        // Not a child task: the body may still go out while the caller reads the response. It ends with the transfer.
        upload.attach(Task { await produce(pieces, into: upload) })
    }

    /// Waits for the head; in collecting mode for the end. Cancelling the task ends the wait at once.
    func waitForHead() async throws(HTTPClientError) -> ResponseHead {
        let result = await withTaskCancellationHandler {
            await response.waitForHead()
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// The next piece of the body, `nil` at its end. Cancelling the task ends the wait at once.
    func nextChunk() async throws(HTTPClientError) -> [UInt8]? {
        var mayResume = false
        let result: ResponseChannel.ChunkResult
        if let ready = response.nextIfReady(&mayResume) {
            result = ready
        } else {
            (result, mayResume) = await withTaskCancellationHandler {
                var mayResume = false
                let result = await response.next(&mayResume)
                return (result, mayResume)
            } onCancel: {
                cancel()
            }
        }
        if mayResume { mailbox.post(.resumeReceiving(self)) }
        return try result.get()
    }

    /// Ends the transfer and its connection; nothing happens when it is over.
    func cancel() {
        abandon(.cancelled(origin))
    }

    private func abandon(_ error: HTTPClientError) {
        guard response.abandon(error) else { return }
        upload?.close()
        mailbox.post(.cancel(self))
    }

    private func produce(_ pieces: any AsyncSequence<[UInt8], any Error> & Sendable, into upload: UploadChannel) async {
        do {
            for try await piece in pieces {
                switch upload.write(piece) {
                case .closed:
                    return
                case .tooLong:
                    return abandon(.invalidRequest("the body is longer than announced", origin))
                case .accepted(let mustResume):
                    if mustResume { mailbox.post(.resumeSending(self)) }
                }
                guard await upload.waitForRoom() else { return }
            }
            guard let mustResume = upload.end() else {
                return abandon(.invalidRequest("the body is shorter than announced", origin))
            }
            if mustResume { mailbox.post(.resumeSending(self)) }
        } catch {
            abandon(
                HTTPClientError(
                    .requestBodyFailed,
                    "the stream of the request's body failed",
                    origin,
                    underlying: error
                )
            )
        }
    }
}
