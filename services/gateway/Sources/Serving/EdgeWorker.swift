import Metrics
import NIOCore
import NIOPosix
import NIOSSL
import ServiceKit
import Synchronization

/// What one event loop has for itself: its clients, its connections to the services, and what would need a lock if loops
/// shared it. A request lives on one loop from socket to socket.
final class EdgeWorker {
    let eventLoop: any EventLoop
    let edge: Edge
    var limits: GatewayLimits { edge.limits }

    var requestScanner: HeadScanner
    var responseScanner: HeadScanner
    var ids = RequestIDGenerator()
    let date = HTTPDateCache()
    var retries = RetryBudget()
    let allocator = ByteBufferAllocator()
    let buffers = BufferPool()
    let emptyBuffer = ByteBuffer()
    /// When the event that is being handled came; asking the clock at every step would cost more than some of the steps.
    private(set) var now = NIODeadline.now()
    private(set) var isDraining = false

    private var pools: [Int: UpstreamPool] = [:]
    private var clients: [any EdgeClient] = []
    private var timers: [Int: Timer] = [:]
    private var timeoutLines: [ByteBuffer?] = []
    private var lastTimer: (key: Int, timer: Timer)?
    private var lastKept = (target: "", isPacked: false, at: NIODeadline.uptimeNanoseconds(0))

    private var turn = LoopTurn()

    private static let manyInstances = 64
    /// How often time limits are looked at.
    static let tick = TimeAmount.milliseconds(100)
    /// After which a connection of a client is closed when the gateway stops.
    private static let silence = TimeAmount.milliseconds(1500)

    init(eventLoop: any EventLoop, edge: Edge) {
        self.eventLoop = eventLoop
        self.edge = edge
        requestScanner = HeadScanner(limits: edge.limits.head)
        responseScanner = HeadScanner(limits: edge.limits.head)
    }

    /// An event has come.
    func wake() { now = .now() }

    // MARK: Sending

    /// Sends what `output` holds: at once, or behind all events of this turn when they are many.
    func send(_ output: SocketOutput) {
        if turn.count() {
            let bound = NIOLoopBound(self, eventLoop: eventLoop)
            eventLoop.execute { bound.value.endTurn() }
        }
        if turn.isCrowded {
            turn.postpone(output)
        } else {
            output.flush()
        }
    }

    private func endTurn() {
        for output in turn.end() { output.sendLate() }
    }

    // MARK: Clients

    /// False when there are too many, and none of this loop's own that could make room.
    func add(_ client: any EdgeClient) -> Bool {
        let total = edge.connections.add(1, ordering: .relaxed).newValue
        client.index = clients.count
        clients.append(client)
        guard total > limits.connections else { return true }
        edge.metrics.rejected("connections")
        // Whoever has never asked for anything makes room first, then who has waited longest.
        let waiting = clients.filter { $0 !== client && $0.idleSince != nil }
        let silent = waiting.filter { $0.requests == 0 }
        let candidates = silent.isEmpty ? waiting : silent
        guard let longest = candidates.min(by: { ($0.idleSince ?? .now()) < ($1.idleSince ?? .now()) }) else {
            return false
        }
        longest.close()
        return true
    }

    func remove(_ client: any EdgeClient) {
        guard client.index < clients.count, clients[client.index] === client else { return }
        edge.connections.subtract(1, ordering: .relaxed)
        clients.swapAt(client.index, clients.count - 1)
        clients[client.index].index = client.index
        clients.removeLast()
    }

    /// Looks at every limit of time; called every ``tick``.
    func checkTimes() {
        wake()
        // Backwards: one that closes is taken out and the last takes its place.
        for index in clients.indices.reversed() where index < clients.count {
            clients[index].checkTimes(now)
        }
        for pool in pools.values { pool.closeOld() }
        // Nobody comes back to an instance that is gone.
        if pools.count > Self.manyInstances { pools = pools.filter { !$0.value.isUnused } }
    }

    /// From now on every answer is its connection's last.
    func drain() {
        isDraining = true
        for client in clients { client.drain() }
    }

    /// Ends the connections on which nothing has come for a while. One that was used a moment ago may have a request on its
    /// way: it is answered, as the connection's last.
    func closeSilent() {
        let now = NIODeadline.now()
        for client in clients {
            if let since = client.idleSince, now - since > Self.silence { client.close() }
        }
    }

    func closeAll() {
        for client in clients { client.close() }
        for pool in pools.values { pool.closeAll() }
    }

    var clientCount: Int { clients.count }

    // MARK: Connections to services

    func pool(of instance: UpstreamInstance) -> UpstreamPool {
        if let pool = pools[instance.id] { return pool }
        let pool = UpstreamPool(of: instance, worker: self)
        pools[instance.id] = pool
        return pool
    }

    func connect(_ instance: UpstreamInstance) -> EventLoopFuture<NIOLoopBound<UpstreamConnection>> {
        let worker = NIOLoopBound(self, eventLoop: eventLoop)
        let limits = limits
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(limits.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: EdgeWorker.waterMark)
            .channelOption(.recvAllocator, value: EdgeWorker.readBuffers)
            // Called for each address of a name that is tried: each channel has a connection of its own.
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = instance.tls {
                        let isName = IPAddress(instance.serverName) == nil
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: isName ? instance.serverName : nil)
                        )
                    }
                    let pool = worker.value.pool(of: instance)
                    let connection = UpstreamConnection(instance: instance, pool: pool, worker: worker.value)
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
        let connected =
            instance.socketAddress.map { bootstrap.connect(to: $0) }
            ?? bootstrap.connect(host: instance.address.host, port: instance.address.port)
        return connected.flatMapThrowing { channel in
            let connection = try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
            return NIOLoopBound(connection, eventLoop: channel.eventLoop)
        }
    }

    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 64 * 1024, high: 256 * 1024)
    static var readBuffers: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 256 * 1024)
    }

    // MARK: Older answers

    /// Whether this loop kept the answer to the same target within the last half second; else it is about to.
    func hasJustKept(_ target: String, isPacked: Bool) -> Bool {
        if now - lastKept.at < .milliseconds(500), lastKept.isPacked == isPacked, lastKept.target == target {
            return true
        }
        lastKept = (target, isPacked, now)
        return false
    }

    // MARK: Trailers

    /// Appends the fields behind a chunked body that may stand there, and the empty line that ends them.
    ///
    /// What frames, routes or authorises a message has no place behind it (RFC 9110, 6.5.1).
    func writeTrailers(_ trailers: ByteBuffer?, into out: inout ByteBuffer) {
        if let trailers {
            let bytes = trailers.readableBytesUInt8Span
            var scanner = HeadScanner(limits: limits.head)
            // They have been read before, where a body that ends badly is refused.
            if (try? scanner.scanTrailers(bytes, end: bytes.count)) != nil {
                scanner.copyFields(trailers, into: &out) { $0 != .other && $0 != .etag }
            }
        }
        out.writeStaticString("\r\n")
    }

    /// The field that hands a request's deadline on.
    func timeoutLine(of route: ProxyRoute, at index: Int) -> ByteBuffer {
        if timeoutLines.isEmpty { timeoutLines = Array(repeating: nil, count: edge.table.routes.count) }
        if let line = timeoutLines[index] { return line }
        let milliseconds = limits.headTimeout(for: route).wholeNanoseconds / 1_000_000
        let line = ByteBuffer(string: "x-request-timeout-ms: \(milliseconds)\r\n")
        timeoutLines[index] = line
        return line
    }

    // MARK: Metrics

    func record(route: Int, template: String, method: RequestMethodLabel, status: Int, duration: Duration) {
        let key = (route + 1) << 16 | method.index << 12 | status
        if let lastTimer, lastTimer.key == key { return lastTimer.timer.recordNanoseconds(duration.wholeNanoseconds) }
        let timer =
            timers[key] ?? edge.requestMetrics.timer(route: template, method: method.text, status: status)
        timers[key] = timer
        lastTimer = (key, timer)
        timer.recordNanoseconds(duration.wholeNanoseconds)
    }
}

extension Duration {
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
