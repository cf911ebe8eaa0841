import NIOCore

/// What has come of a request's body and waits for a connection, or for being sent a second time.
struct RequestBodyState {
    /// Bytes that may wait before the client is read no further.
    static let maximumWaiting = 64 * 1024
    private static let copiedBytes = 4 * 1024

    var isWhole: Bool
    private(set) var waitingBytes = 0
    private var waiting: [ByteBuffer] = []
    /// All that has been sent, while it is little and may have to be sent again.
    private var sent: [ByteBuffer] = []
    private var sentBytes = 0
    private var mayReplay: Bool

    init(isWhole: Bool, mayReplay: Bool) {
        self.isWhole = isWhole
        self.mayReplay = mayReplay
    }

    var hasWaiting: Bool { !waiting.isEmpty }

    /// Whether all that was sent can be sent again.
    var canReplay: Bool { sentBytes == 0 || mayReplay }

    mutating func take(_ piece: ByteBuffer) {
        waitingBytes += piece.readableBytes
        // A client that sends many small pieces makes one write of what came at once.
        if let last = waiting.indices.last, piece.readableBytes <= Self.copiedBytes,
            waiting[last].readableBytes <= Self.copiedBytes
        {
            waiting[last].writeImmutableBuffer(piece)
        } else {
            waiting.append(piece)
        }
    }

    mutating func takeWaiting() -> [ByteBuffer] {
        let pieces = waiting
        waiting = []
        sentBytes += waitingBytes
        if mayReplay {
            sent += pieces
            if sentBytes > Self.maximumWaiting {
                mayReplay = false
                sent = []
            }
        }
        waitingBytes = 0
        return pieces
    }

    /// Puts what was sent back into the queue.
    mutating func rewind() {
        waiting = sent + waiting
        waitingBytes += sentBytes
        sent = []
        sentBytes = 0
    }
}
