import NIOCore
import NIOPosix
import Synchronization

/// A service whose answers never end, written exactly as fast as its socket takes them.
///
/// Written on channels: a task that writes runs ahead of its connection by whatever the event loop has not got to yet.
final class FloodServer: Sendable {
    private let sent = Mutex(0)

    var bytesSent: Int { sent.withLock { $0 } }

    func run(_ body: @Sendable (String) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Flood(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        do {
            try await body("http://127.0.0.1:\(server.localAddress?.port ?? 0)")
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private final class Flood: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: FloodServer
        private let piece = ByteBuffer(repeating: 0x61, count: 64 * 1024)
        private var hasStarted = false

        init(server: FloodServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !hasStarted else { return }
            hasStarted = true
            let head = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: \(1 << 40)\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(head), promise: nil)
            flood(context)
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if context.channel.isWritable { flood(context) }
        }

        private func flood(_ context: ChannelHandlerContext) {
            // A share at a time: other channels live on the same loop.
            for _ in 0..<16 where context.channel.isActive && context.channel.isWritable {
                context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
                server.sent.withLock { $0 += piece.readableBytes }
            }
            guard context.channel.isActive, context.channel.isWritable else { return }
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.execute { bound.value.0.flood(bound.value.1) }
        }
    }
}
