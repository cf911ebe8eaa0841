import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A service that says exactly what a test wants, and remembers exactly what it heard.
final class RawService: Sendable {
    private let heard = Mutex("")
    private let answer: String
    /// Whether what comes after the answer is sent back.
    private let isEcho: Bool
    /// What has to have been heard before the answer is given.
    private let awaited: String
    /// How long it thinks.
    private let delay: TimeAmount

    init(
        answer: String,
        after awaited: String = "\r\n\r\n",
        isEcho: Bool = false,
        delay: TimeAmount = .zero
    ) {
        self.delay = delay
        self.answer = answer
        self.awaited = awaited
        self.isEcho = isEcho
    }

    var text: String { heard.withLock { $0 } }

    /// How often it was asked for its health.
    var checks: Int { text.components(separatedBy: "GET /health/ready ").count - 1 }

    /// A running one.
    struct Running {
        fileprivate let channel: any Channel
        var port: Int { channel.localAddress?.port ?? 0 }
        var url: String { "http://127.0.0.1:\(port)" }

        func close() async throws { try await channel.close() }
    }

    /// Starts it on a port, or on one that is free; with `isDeaf` it reads nothing.
    func start(port: Int = 0, isDeaf: Bool = false) async throws -> Running {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: !isDeaf)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Voice(service: self))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        return Running(channel: channel)
    }

    func run(_ body: @Sendable (String) async throws -> Void) async throws {
        let running = try await start()
        do {
            try await body(running.url)
        } catch {
            try await running.close()
            throw error
        }
        try await running.close()
    }

    private final class Voice: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let service: RawService
        private var received = ""
        private var hasAnswered = false
        private static let ready = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

        init(service: RawService) {
            self.service = service
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let piece = unwrapInboundIn(data)
            if hasAnswered, service.isEcho {
                context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
                return
            }
            received += String(buffer: piece)
            service.heard.withLock { $0 += String(buffer: piece) }
            // Health checks are the gateway's own and always find it ready.
            let isCheck = received.hasPrefix("GET /health/")
            guard !hasAnswered, received.contains(isCheck ? "\r\n\r\n" : service.awaited) else { return }
            hasAnswered = true
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: service.delay) {
                let (voice, context) = bound.value
                let answer = voice.wrapOutboundOut(ByteBuffer(string: isCheck ? Self.ready : voice.service.answer))
                context.writeAndFlush(answer, promise: nil)
            }
        }
    }
}
