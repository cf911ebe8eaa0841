import NIOCore
import NIOPosix
import NIOSSL

/// A channel to one server or sentinel.
struct RedisConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<RedisChannelHandler>

    /// Connects within the configured time; TLS begins with the first command.
    static func open(
        to address: RedisConfiguration.Address,
        configuration: RedisConfiguration,
        tls: NIOSSLContext?,
        on eventLoop: any EventLoop
    ) async throws(RedisError) -> RedisConnection {
        let stuckAfter = TimeAmount(configuration.commandTimeout)
        // Kept aside because a refused certificate may have emptied the pipeline by the time it is wanted.
        let handler = NIOLoopBoundBox.makeEmptyBox(valueType: RedisChannelHandler.self, eventLoop: eventLoop)
        let connection = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 16 << 10, maximum: 1 << 20),
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(tls.handler(for: address)) }
                    let redis = try RedisChannelHandler(stuckAfter: stuckAfter)
                    try channel.pipeline.syncOperations.addHandler(redis)
                    handler.value = redis
                }
            }
            .connect(host: address.host, port: address.port)
            .flatMapThrowing { channel in
                guard let handler = handler.value else { throw ChannelError.ioOnClosedChannel }
                return RedisConnection(
                    channel: channel,
                    handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                )
            }
        do {
            return try await cancellable(connection)
        } catch {
            throw RedisError(.notConnected, "\(address): \(reason(of: error))", underlying: error)
        }
    }

    /// Sends commands together, past the queue, and returns their replies; server errors are values.
    func execute(_ commands: [RedisCommand], before deadline: NIODeadline) async throws(RedisError) -> [RedisValue] {
        var buffer = ByteBuffer()
        for command in commands { buffer.writeCommand(command) }
        let request = RedisRequest(replyCount: commands.count, isPipeline: true, deadline: deadline)
        let outcome = await request.outcome { [buffer, handler] request in
            channel.eventLoop.execute { handler.value.send(request, buffer) }
        } onCancel: {
            channel.close(promise: nil)
        }
        return try outcome.get().array ?? []
    }

    /// Puts the connection at the service of the queue; returns false when it has ended already.
    func attach(to queue: CommandQueue) async -> Bool {
        let attached = channel.eventLoop.submit { [handler] in handler.value.attach(to: queue) }
        do { return try await attached.get() } catch { return false }
    }

    /// Returns when the connection has ended, which cancelling the task brings about.
    func waitUntilClosed() async {
        await withTaskCancellationHandler {
            // Ends the wait whether the close was clean or not.
            _ = try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    func close() {
        channel.close(promise: nil)
    }

    private static func cancellable(_ future: EventLoopFuture<RedisConnection>) async throws -> RedisConnection {
        let promise = future.eventLoop.makePromise(of: RedisConnection.self)
        future.cascade(to: promise)
        promise.futureResult.whenFailure { _ in future.whenSuccess { $0.close() } }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }

    /// The first concrete cause; the error itself lists every address tried over several lines.
    private static func reason(of error: any Error) -> String {
        guard let error = error as? NIOConnectionError else { return "\(error)" }
        let causes: [(any Error)?] = [error.connectionErrors.first?.error, error.dnsAError, error.dnsAAAAError]
        return causes.compactMap { $0 }.first.map { "\($0)" } ?? "\(error)"
    }
}

extension NIOSSLContext {
    /// Verifies the host name, or the address itself when the host is one.
    fileprivate func handler(for address: RedisConfiguration.Address) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: address.host, port: address.port)) != nil
        return try NIOSSLClientHandler(context: self, serverHostname: isAddress ? nil : address.host)
    }
}
