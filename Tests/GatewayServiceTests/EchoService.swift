import NIOCore
import NIOPosix
import Synchronization

/// A service that answers each request with its target, framed in one way after the other, over connections it keeps.
///
/// A target with `held` has no answer, one with `events` an event stream without an end.
final class EchoService: Sendable {
    struct Seen: Sendable {
        var connections = 0
        var asked = 0
        /// Requests without an answer, now and at most.
        var open = 0
        var mostOpen = 0
    }

    private struct State {
        var seen = Seen()
        var crowd: Int
        var held: [@Sendable () -> Void] = []
        var channels: [any Channel] = []
        var isBroken = false
    }

    private let state: Mutex<State>

    /// Answers nothing before `crowd` requests are there.
    init(crowd: Int = 1) {
        state = Mutex(State(crowd: crowd))
    }

    /// Whether the answer closes its connection.
    static func closes(_ target: String) -> Bool { target.utf8.count % 5 == 4 && !target.contains("events") }

    var seen: Seen { state.withLock { $0.seen } }

    /// Answers what is held, and from now on everything at once.
    func letGo() {
        let held = state.withLock { state in
            state.crowd = 1
            defer { state.held = [] }
            return state.held
        }
        for give in held { give() }
    }

    /// Closes every connection, and from now on those that come.
    func breakDown() {
        let channels = state.withLock { state in
            state.isBroken = true
            return state.channels
        }
        for channel in channels { channel.close(promise: nil) }
    }

    func run(_ body: @Sendable (String) async throws -> Void) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Voice(service: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        do {
            try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    private func accepted(_ channel: any Channel) {
        let isBroken = state.withLock { state in
            state.channels.append(channel)
            return state.isBroken
        }
        if isBroken { channel.close(promise: nil) }
    }

    private func connected() { state.withLock { $0.seen.connections += 1 } }

    private func asked(isHeld: Bool = false, _ give: @escaping @Sendable () -> Void) {
        let isCrowd = state.withLock { state in
            state.seen.asked += 1
            state.seen.open += 1
            state.seen.mostOpen = max(state.seen.mostOpen, state.seen.open)
            guard !isHeld else { return false }
            state.held.append(give)
            return state.held.count >= state.crowd
        }
        if isCrowd { letGo() }
    }

    private func answered() { state.withLock { $0.seen.open -= 1 } }

    private final class Voice: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let service: EchoService
        private var received = ""
        private var isCounted = false

        init(service: EchoService) {
            self.service = service
        }

        func channelActive(context: ChannelHandlerContext) { service.accepted(context.channel) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            while let end = received.firstRange(of: "\r\n\r\n") {
                let words = received.split(separator: " ", maxSplits: 2)
                respond(String(words[1]), isToHead: words[0] == "HEAD", context)
                received.removeSubrange(..<end.upperBound)
            }
        }

        private func respond(_ target: String, isToHead: Bool, _ context: ChannelHandlerContext) {
            // Health checks are the gateway's own.
            guard !target.hasPrefix("/health") else {
                return write([Self.framed(target, as: 0, isToHead)], closes: false, context)
            }
            if !isCounted { service.connected() }
            isCounted = true
            guard !target.contains("held") else { return service.asked(isHeld: true) {} }
            let (bound, eventLoop) = (NIOLoopBound((self, context), eventLoop: context.eventLoop), context.eventLoop)
            service.asked {
                eventLoop.execute {
                    let (voice, context) = bound.value
                    voice.service.answered()
                    let number = target.utf8.count
                    let text = Self.framed(target, as: number, isToHead)
                    // In one piece, or with a piece of its body, or of its end, to come.
                    let cut = text.index(text.endIndex, offsetBy: -(number % 3) * 3)
                    voice.write(
                        [String(text[..<cut]), String(text[cut...])],
                        closes: EchoService.closes(target),
                        context
                    )
                }
            }
        }

        private func write(_ pieces: [String], closes: Bool, _ context: ChannelHandlerContext) {
            for piece in pieces where !piece.isEmpty {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: piece)), promise: nil)
            }
            if closes { context.close(promise: nil) }
        }

        private static func framed(_ target: String, as number: Int, _ isToHead: Bool) -> String {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nX-Target: \(target)\r\n"
            let length = target.utf8.count
            let end = EchoService.closes(target) ? "Connection: close\r\n\r\n" : "\r\n"
            return switch number % 4 {
            case _ where target.contains("events"):
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
            case 0: "\(head)Content-Length: \(length)\r\n\(end)\(isToHead ? "" : target)"
            case 1:
                "\(head)Transfer-Encoding: chunked\r\n\(end)"
                    + (isToHead ? "" : "\(String(length, radix: 16))\r\n\(target)\r\n0\r\nX-End: 1\r\n\r\n")
            case 2: "HTTP/1.1 204 No Content\r\nX-Target: \(target)\r\n\(end)"
            default: "HTTP/1.1 304 Not Modified\r\nX-Target: \(target)\r\nETag: \"1\"\r\n\(end)"
            }
        }
    }
}
