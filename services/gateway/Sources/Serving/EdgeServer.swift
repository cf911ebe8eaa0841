import Blocking
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import ServiceKit

/// The public port.
struct EdgeServer: Service {
    private static let backlog: Int32 = 4096

    let edge: Edge
    let host: String
    let port: Int
    let tls: NIOSSLContext?
    let onRunning: @Sendable (Int) async -> Void

    /// Throws `IOError` when the port cannot be opened.
    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let workers = try await Self.makeWorkers(group, edge)
        let channel = try await bind(group, workers)
        let ticks = workers.map { worker in
            worker.eventLoop.scheduleRepeatedTask(initialDelay: EdgeWorker.tick, delay: EdgeWorker.tick) { _ in
                worker.value.checkTimes()
            }
        }
        await onRunning(channel.localAddress?.port ?? 0)
        // Returns when the service group stops; a cancelled task comes here too.
        try? await gracefulShutdown()
        // To the end, also when the task has been cancelled.
        await Task { await stop(channel, workers) }.value
        for tick in ticks { tick.cancel() }
    }

    /// No request that has come is lost.
    private func stop(_ channel: any Channel, _ workers: [NIOLoopBound<EdgeWorker>]) async {
        edge.drain.begin()
        // Whoever finds the door closed has sent nothing yet and goes elsewhere. Those who are in are told with their next
        // answer: a connection that was told and made anew would stand in the queue when the door closes.
        await closeDoor(channel)
        await Self.onEach(workers) { $0.drain() }
        let end = ContinuousClock.now + .seconds(15)
        while ContinuousClock.now < end {
            await Self.onEach(workers) { $0.closeSilent() }
            if await Self.clients(workers) == 0 { break }
            try? await Task.sleep(for: .milliseconds(50))
        }
        await Self.onEach(workers) { $0.closeAll() }
    }

    /// Closes the port when all that had come in has been let in.
    private func closeDoor(_ channel: any Channel) async {
        // A port that cannot be closed is one that is closed already.
        try? await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
                ListeningSocket.letNoneBegin(socket)
            }
        }.get()
        // Some turns of the loops: what stood in the queue is accepted and set up.
        try? await Task.sleep(for: .milliseconds(150))
        try? await channel.close()
    }

    private func bind(_ group: any EventLoopGroup, _ workers: [NIOLoopBound<EdgeWorker>]) async throws -> any Channel {
        let byLoop = Dictionary(uniqueKeysWithValues: workers.map { (ObjectIdentifier($0.eventLoop), $0) })
        let tls = tls
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            // The queue is emptied at every turn of the loop, so that next to nobody stands in it when the port closes.
            .serverChannelOption(.maxMessagesPerRead, value: UInt(Self.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: EdgeWorker.waterMark)
            .childChannelOption(.recvAllocator, value: EdgeWorker.readBuffers)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let worker = byLoop[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    if let tls {
                        try TLSChannel.configure(channel, tls: tls, worker: worker)
                    } else {
                        try channel.pipeline.syncOperations.addHandler(ClientConnection(worker: worker, isTLS: false))
                    }
                }
            }
            .bind(host: host, port: port)
            .get()
    }

    private static func makeWorkers(
        _ group: MultiThreadedEventLoopGroup,
        _ edge: Edge
    ) async throws -> [NIOLoopBound<EdgeWorker>] {
        var workers: [NIOLoopBound<EdgeWorker>] = []
        for loop in group.makeIterator() {
            let worker = try await loop.submit {
                NIOLoopBound(EdgeWorker(eventLoop: loop, edge: edge), eventLoop: loop)
            }.get()
            workers.append(worker)
        }
        return workers
    }

    private static func onEach(
        _ workers: [NIOLoopBound<EdgeWorker>],
        _ body: @escaping @Sendable (EdgeWorker) -> Void
    ) async {
        for worker in workers {
            // A loop that has stopped has nothing left to do.
            try? await worker.eventLoop.submit { body(worker.value) }.get()
        }
    }

    private static func clients(_ workers: [NIOLoopBound<EdgeWorker>]) async -> Int {
        var count = 0
        for worker in workers {
            count += (try? await worker.eventLoop.submit { worker.value.clientCount }.get()) ?? 0
        }
        return count
    }
}
