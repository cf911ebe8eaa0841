import Blocking
import NIOCore

/// What a connection sends: straight to its socket while the kernel takes all of it, which costs a third of the way through
/// the channel and its queue. That way goes what the kernel leaves, and what comes before all of that is gone.
///
/// Used on the channel's event loop only. The descriptor is the channel's: ``close()`` has to be called when the channel
/// becomes inactive, for the kernel gives its number to the next connection.
final class SocketOutput {
    private let context: ChannelHandlerContext
    /// The context's, which looks it up each time.
    private let channel: any Channel
    /// Nil when the channel is closed, and for one without a socket, which has its queue alone.
    private var descriptor: CInt?
    /// Whether nothing changes the bytes on their way, as TLS and HTTP/2 do.
    private let isPlain: Bool
    private let buffers: BufferPool
    /// What the next ``flush()`` sends, and whether its buffer is free then.
    private var waiting = ByteBuffer()
    private var isReusable = false
    /// Whether the channel's queue may hold something.
    private var isQueueUsed = false
    /// Whether it waits for the end of the turn.
    fileprivate var isLate = false

    init(_ context: ChannelHandlerContext, isPlain: Bool, buffers: BufferPool) {
        self.context = context
        channel = context.channel
        self.isPlain = isPlain
        self.buffers = buffers
        descriptor = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            $0
        }
    }

    func write(_ piece: ByteBuffer, thenReuse: Bool = false) {
        guard isPlain, descriptor != nil, isQueueEmpty() else { return queue(piece) }
        if waiting.readableBytes == 0 {
            waiting = piece
            isReusable = thenReuse
        } else {
            // The channel sends several pieces with one call.
            queueWaiting()
            queue(piece)
        }
    }

    func flush() {
        isLate = false
        // A channel that closes is inactive before anybody is told of it.
        if let descriptor, waiting.readableBytes > 0, channel.isActive {
            let sent = SocketSending.send(waiting.readableBytesSpan, to: descriptor)
            waiting.moveReaderIndex(forwardBy: sent)
            guard waiting.readableBytes > 0 else {
                if isReusable { buffers.giveBack(waiting) }
                waiting = ByteBuffer()
                return
            }
            queueWaiting()
        }
        if isQueueUsed { context.flush() }
    }

    /// Sends what was left for the end of the turn, which has come, or else the end of the channel.
    func sendLate() {
        if isLate { flush() }
    }

    /// Bytes that the kernel has taken and the other side has not.
    var unacknowledgedBytes: Int { descriptor.map(SocketSending.unacknowledged) ?? 0 }

    /// The channel is closed: its descriptor is no longer ours.
    func close() {
        descriptor = nil
        waiting = ByteBuffer()
    }

    private func isQueueEmpty() -> Bool {
        // Only asked for while the queue may hold something, and then taken as full when nobody can tell.
        if isQueueUsed { isQueueUsed = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) != 0 }
        return !isQueueUsed
    }

    private func queueWaiting() {
        let piece = waiting
        waiting = ByteBuffer()
        queue(piece)
    }

    private func queue(_ piece: ByteBuffer) {
        isQueueUsed = true
        context.write(NIOAny(piece), promise: nil)
    }
}

/// One turn of an event loop: all events that were there when it looked.
///
/// When they are many, what they lead to is sent behind all of them: reading one after the other and then sending one after
/// the other keeps either's instructions and data in the processor's caches. When they are few, waiting would only cost time.
struct LoopTurn {
    private static let many = 32

    private var sends = 0
    private var late: [SocketOutput] = []
    /// Whether the turn before had many events, as this one is then expected to have.
    private(set) var isCrowded = false

    /// Counts something to send; true for the first of the turn.
    mutating func count() -> Bool {
        sends += 1
        return sends == 1
    }

    /// Leaves `output` for the end of the turn.
    mutating func postpone(_ output: SocketOutput) {
        guard !output.isLate else { return }
        output.isLate = true
        late.append(output)
    }

    /// Ends the turn; returns what is to be sent now.
    mutating func end() -> [SocketOutput] {
        defer { late = [] }
        isCrowded = sends >= Self.many
        sends = 0
        return late
    }
}
