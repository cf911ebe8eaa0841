package import Logging

/// HTTP/1.1 and HTTP/2 client over libcurl: one event thread, connections kept alive, bodies streamed both ways.
///
/// Verifies certificates unless told otherwise, follows no redirect, reads no proxy from the environment. Meant to live as long as its
/// service; dropping it ends its thread once the last body is read.
package final class HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let mailbox: Mailbox
    let logger: Logger?

    /// Starts the event thread. When the machine has none left, every request fails with `shutdown`.
    package init(configuration: HTTPClientConfiguration = HTTPClientConfiguration(), logger: Logger? = nil) {
        self.configuration = configuration
        self.logger = logger
        mailbox = Mailbox(
            maximumTransfers: configuration.maximumConnections + configuration.maximumPendingRequests
        )
        EventThread.start(configuration: configuration, mailbox: mailbox)
    }

    deinit {
        mailbox.stop()
    }

    /// Sends the request and returns with the response's head; the body streams.
    package func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let transfer = try start(request, mode: .stream(bufferBytes: configuration.bufferBytes))
        let head = try await transfer.waitForHead()
        return HTTPClientResponse(
            status: head.status,
            headers: head.headers,
            httpVersion: head.httpVersion,
            body: HTTPClientBody(lease: HTTPClientBody.Lease(transfer: transfer, client: self)),
            timing: head.timing,
        )
    }

    /// Fails what is under way, ends the event thread and returns when it is gone.
    package func shutdown() async {
        mailbox.stop()
        await mailbox.waitUntilTerminated()
    }

    /// One attempt with the whole body; a longer one than `maximumBytes` throws `bodyTooLarge`.
    func fetchOnce(
        _ request: HTTPClientRequest,
        maximumBytes: Int,
    ) async throws(HTTPClientError) -> HTTPClientCollectedResponse {
        let transfer = try start(request, mode: .collect(maximumBytes: maximumBytes))
        let head = try await transfer.waitForHead()
        // The end is known by now: the whole body comes as one piece without waiting.
        let body = try await transfer.nextChunk() ?? []
        return HTTPClientCollectedResponse(
            status: head.status,
            headers: head.headers,
            httpVersion: head.httpVersion,
            body: body,
            timing: head.timing,
        )
    }

    private func start(
        _ request: HTTPClientRequest,
        mode: ResponseChannel.Mode,
    ) throws(HTTPClientError) -> Transfer {
        let origin = try request.validated()
        guard !Task.isCancelled else { throw .cancelled(origin) }
        guard mailbox.admit() else {
            throw HTTPClientError(
                .tooManyPending,
                "too many requests wait for a connection",
                origin,
                isRetriable: true,
            )
        }
        let transfer = Transfer(
            request: request,
            origin: origin,
            mode: mode,
            bufferBytes: configuration.bufferBytes,
            mailbox: mailbox,
        )
        try transfer.start()
        return transfer
    }
}
