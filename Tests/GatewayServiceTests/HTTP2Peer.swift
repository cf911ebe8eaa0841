import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL

/// A client of HTTP/2 that sends what it is told, well-formed or not.
struct HTTP2Peer: Sendable {
    let channel: any Channel
    private let multiplexer: NIOHTTP2Handler.StreamMultiplexer

    /// One stream's answer: its status, or how it ended without one.
    struct Answer: Sendable {
        var status: String?
        var body = ByteBuffer()
        var error: String?
    }

    static func connect(to gateway: TestGateway) async throws -> HTTP2Peer {
        let tls = try NIOSSLContext(configuration: .trusting(gateway.authority ?? "", protocols: ["h2"]))
        let (channel, multiplexer) = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: gateway.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
                    var connection = NIOHTTP2Handler.ConnectionConfiguration()
                    connection.headerBlockValidation = .disabled
                    connection.contentLengthValidation = .disabled
                    let multiplexer = try pipeline.configureHTTP2Pipeline(
                        mode: .client,
                        connectionConfiguration: connection,
                        streamConfiguration: .init()
                    ) { $0.eventLoop.makeSucceededVoidFuture() }
                    return (channel, multiplexer)
                }
            }
        return HTTP2Peer(channel: channel, multiplexer: multiplexer)
    }

    /// Sends a head and what follows it, and waits for the stream's end, or takes the request back when data has come.
    func ask(_ headers: HPACKHeaders, body: [String] = [], leavesAfterData: Bool = false) async throws -> Answer {
        let end = channel.eventLoop.makePromise(of: Answer.self)
        let stream = try await multiplexer.createStreamChannel { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(
                    Collector(end, leavesAfterData: leavesAfterData)
                )
            }
        }.get()
        let head = HTTP2Frame.FramePayload.headers(.init(headers: headers, endStream: body.isEmpty))
        stream.writeAndFlush(head, promise: nil)
        for (index, piece) in body.enumerated() {
            let data = IOData.byteBuffer(ByteBuffer(string: piece))
            stream.writeAndFlush(
                HTTP2Frame.FramePayload.data(.init(data: data, endStream: index == body.count - 1)),
                promise: nil
            )
        }
        return try await end.futureResult.get()
    }

    /// Asks and takes it back, as fast as frames can be written.
    func askAndReset(_ headers: HPACKHeaders, times: Int) async throws {
        for _ in 0..<times where channel.isActive {
            multiplexer.createStreamChannel(promise: nil) { stream in
                stream.write(HTTP2Frame.FramePayload.headers(.init(headers: headers, endStream: true)), promise: nil)
                stream.writeAndFlush(HTTP2Frame.FramePayload.rstStream(.cancel), promise: nil)
                return stream.eventLoop.makeSucceededVoidFuture()
            }
        }
        try await channel.closeFuture.get()
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame.FramePayload

        private let end: EventLoopPromise<Answer>
        private let leavesAfterData: Bool
        private var answer = Answer()

        init(_ end: EventLoopPromise<Answer>, leavesAfterData: Bool) {
            self.end = end
            self.leavesAfterData = leavesAfterData
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .headers(let block): answer.status = block.headers[":status"].first ?? answer.status
            case .data(let part):
                if case .byteBuffer(let bytes) = part.data { answer.body.writeImmutableBuffer(bytes) }
                if leavesAfterData { context.close(promise: nil) }
            default: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { answer.error = "\(error)" }

        func channelInactive(context: ChannelHandlerContext) { end.succeed(answer) }
    }
}
