import NIOCore
import NIOHTTP2

/// A client's connection that speaks HTTP/2. Each stream of it is a ``ClientConnection`` of its own; here is what belongs
/// to all of them: limits, idle time and the farewell.
final class HTTP2Session: ChannelInboundHandler, EdgeClient {
    typealias InboundIn = HTTP2Frame

    var index = 0
    private(set) var requests = 0
    private(set) var idleSince: NIODeadline? = .now()
    private let worker: EdgeWorker
    private var context: ChannelHandlerContext?
    private var streams = 0
    private var isEntered = false
    private var isDraining = false

    /// Requests under way on one connection.
    private static let maximumStreams = 100
    /// What a client may send ahead on one stream, and on all of them together.
    private static let streamWindow = 128 * 1024
    private static let connectionWindow = 1 << 20

    private init(worker: EdgeWorker) {
        self.worker = worker
    }

    /// Puts what speaks HTTP/2 at the end of an open channel.
    static func configure(_ channel: any Channel, worker: EdgeWorker) throws {
        let session = NIOLoopBound(HTTP2Session(worker: worker), eventLoop: channel.eventLoop)
        let farewell = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(maxIdleTime: nil, maxAge: nil, maxGraceTime: nil, keepalive: nil)
        )
        let pipeline = channel.pipeline.syncOperations
        _ = try pipeline.configureHTTP2Pipeline(
            mode: .server,
            connectionConfiguration: connectionConfiguration(worker.limits),
            streamConfiguration: streamConfiguration,
            streamDelegate: farewell.http2StreamDelegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture { try session.value.begin(stream) }
        }
        try pipeline.addHandlers([farewell, session.value])
    }

    private static func connectionConfiguration(_ limits: GatewayLimits) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: maximumStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.head.bytes),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
        ]
        // One judge of what is a request, ``HTTP2RequestHead``, and an error ends its own stream only.
        configuration.headerBlockValidation = .disabled
        configuration.contentLengthValidation = .disabled
        configuration.targetWindowSize = connectionWindow
        // A head within its limit fits into so many frames of 16 KiB.
        configuration.maximumSequentialContinuationFrames = limits.head.bytes / 16_384 + 1
        // SETTINGS and PING, each of which wants an answer.
        configuration.controlFrameRateLimit.maximumCount = 200
        configuration.controlFrameRateLimit.windowLength = .seconds(30)
        return configuration
    }

    private static var streamConfiguration: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = streamWindow
        configuration.outboundBufferSizeHighWatermark = 64 * 1024
        configuration.outboundBufferSizeLowWatermark = 16 * 1024
        // Asking and taking back at once costs the sender nothing and the services much (CVE-2023-44487).
        configuration.streamResetFrameRateLimit.maximumCount = 200
        configuration.streamResetFrameRateLimit.windowLength = .seconds(30)
        return configuration
    }

    // MARK: Streams

    private func begin(_ channel: any Channel) throws {
        streams += 1
        requests += 1
        idleSince = nil
        channel.closeFuture.assumeIsolated().whenComplete { [self] _ in
            streams -= 1
            if streams == 0 { idleSince = .now() }
        }
        let stream = HTTP2Stream(worker: worker)
        try channel.pipeline.syncOperations.addHandlers([
            stream, ClientConnection(worker: worker, isTLS: true, stream: stream),
        ])
    }

    // MARK: Connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isEntered = true
        if !worker.add(self) { return close() }
        if worker.isDraining { drain() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        guard isEntered else { return }
        isEntered = false
        worker.remove(self)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { close() }
    }

    /// What is not HTTP/2, more of something than is allowed, and connections that just end.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is any NIOHTTP2Error { worker.edge.metrics.rejected("http2") }
        close()
    }

    func checkTimes(_ now: NIODeadline) {
        if let idleSince, now - idleSince > TimeAmount(worker.limits.clientIdleTimeout) { close() }
    }

    /// Tells the client to ask no more here; the connection ends with its last stream.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        context?.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    func close() { context?.close(promise: nil) }
}
