import NIOCore
import NIOSSL
import NIOTLS

/// What stands before a client's connection that comes over TLS.
enum TLSChannel {
    static func configure(_ channel: any Channel, tls: NIOSSLContext, worker: EdgeWorker) throws {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        try channel.pipeline.syncOperations.addHandler(TLSHandshake(worker: worker))
    }
}

/// A connection whose protocol is not agreed on yet: a client like any other, with a time limit of its own.
private final class TLSHandshake: ChannelInboundHandler, RemovableChannelHandler, EdgeClient {
    typealias InboundIn = NIOAny

    var index = 0
    let requests = 0
    var idleSince: NIODeadline? { startedAt }
    private let worker: EdgeWorker
    private let startedAt = NIODeadline.now()
    private var context: ChannelHandlerContext?
    private var isEntered = false

    init(worker: EdgeWorker) {
        self.worker = worker
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { enter() }
    }

    func channelActive(context: ChannelHandlerContext) {
        enter()
        context.fireChannelActive()
    }

    private func enter() {
        guard !isEntered else { return }
        isEntered = true
        if !worker.add(self) { close() }
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
        switch event {
        case TLSUserEvent.handshakeCompleted(let negotiated): finish(context, negotiated)
        // A client that ends here has said nothing.
        case ChannelEvent.inputClosed: close()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Makes way for whoever speaks what has been agreed on; bytes come only after this.
    private func finish(_ context: ChannelHandlerContext, _ negotiated: String?) {
        leave()
        let pipeline = context.pipeline.syncOperations
        do {
            if negotiated == "h2" {
                try HTTP2Session.configure(context.channel, worker: worker)
            } else {
                try pipeline.addHandler(ClientConnection(worker: worker, isTLS: true))
            }
            pipeline.removeHandler(self, promise: nil)
        } catch {
            close()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        worker.edge.metrics.rejected("tls")
        close()
    }

    func checkTimes(_ now: NIODeadline) {
        guard now - startedAt > TimeAmount(worker.limits.clientHeadTimeout) else { return }
        worker.edge.metrics.rejected("slow_handshake")
        close()
    }

    func drain() {}

    func close() { context?.close(promise: nil) }
}
