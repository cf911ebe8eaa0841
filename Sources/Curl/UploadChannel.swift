internal import Synchronization

/// Carries the pieces of a streamed request body to curl, holding a bounded number of bytes.
final class UploadChannel: Sendable {
    enum ReadResult {
        case bytes(Int)
        /// Nothing there yet: curl pauses until the next piece.
        case mustWait
        case end
    }

    private struct State {
        var chunks: [[UInt8]] = []
        var firstChunk = 0
        var firstOffset = 0
        /// What the chunks cost, bookkeeping included, so that tiny pieces are bounded too.
        var weight = 0
        var received = 0
        var isEnded = false
        var isClosed = false
        var isReaderWaiting = false
        var writer: CheckedContinuation<Bool, Never>?
        var producer: Task<Void, Never>?
    }

    private static let weightPerChunk = 32

    private let bufferBytes: Int
    private let length: Int?
    private let state = Mutex(State())

    init(bufferBytes: Int, length: Int?) {
        self.bufferBytes = bufferBytes
        self.length = length
    }
}

/// The producing task's side.
extension UploadChannel {
    enum WriteResult {
        case accepted(mustResume: Bool)
        case tooLong
        case closed
    }

    /// Keeps the producer's task, to end it with the transfer.
    func attach(_ producer: Task<Void, Never>) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.producer = producer }
            return state.isClosed
        }
        if isClosed { producer.cancel() }
    }

    /// Takes a piece; curl has to be resumed when it waits for one.
    func write(_ chunk: [UInt8]) -> WriteResult {
        state.withLock { state in
            guard !state.isClosed else { return .closed }
            state.received += chunk.count
            if let length, state.received > length { return .tooLong }
            guard !chunk.isEmpty else { return .accepted(mustResume: false) }
            state.chunks.append(chunk)
            state.weight += chunk.count + Self.weightPerChunk
            defer { state.isReaderWaiting = false }
            return .accepted(mustResume: state.isReaderWaiting)
        }
    }

    /// Returns when there is room for another piece; false when none is wanted any more.
    func waitForRoom() async -> Bool {
        await withCheckedContinuation { continuation in
            let ready: Bool? = state.withLock { state in
                if state.isClosed { return false }
                if state.weight < bufferBytes { return true }
                state.writer = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Marks the end; nil when pieces are missing, else whether curl has to be resumed.
    func end() -> Bool? {
        state.withLock { state in
            if let length, state.received < length { return nil }
            state.isEnded = true
            defer { state.isReaderWaiting = false }
            return state.isReaderWaiting
        }
    }
}

/// The event thread's side.
extension UploadChannel {
    /// Fills curl's buffer from the waiting pieces.
    func read(into target: UnsafeMutableRawBufferPointer) -> ReadResult {
        let (result, writer) = state.withLock { state in
            let result = unsafe Self.drain(&state, into: target)
            guard state.weight * 2 < bufferBytes, let writer = state.writer else {
                return (result, CheckedContinuation<Bool, Never>?.none)
            }
            state.writer = nil
            return (result, writer)
        }
        writer?.resume(returning: true)
        return result
    }

    /// Lets go of everything and ends the producer.
    func close() {
        let (writer, producer) = state.withLock { state in
            let ended = (state.writer, state.producer)
            state = State()
            state.isClosed = true
            return ended
        }
        writer?.resume(returning: false)
        producer?.cancel()
    }

    private static func drain(_ state: inout State, into target: UnsafeMutableRawBufferPointer) -> ReadResult {
        var filled = 0
        while filled < target.count, state.firstChunk < state.chunks.count {
            let chunk = state.chunks[state.firstChunk]
            let count = min(target.count - filled, chunk.count - state.firstOffset)
            let piece = chunk[state.firstOffset..<(state.firstOffset + count)]
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[filled...]).copyBytes(from: piece)
            filled += count
            state.firstOffset += count
            if state.firstOffset == chunk.count { dropFirstChunk(&state) }
        }
        if filled > 0 { return .bytes(filled) }
        guard !state.isEnded else { return .end }
        state.isReaderWaiting = true
        return .mustWait
    }

    private static func dropFirstChunk(_ state: inout State) {
        state.weight -= state.chunks[state.firstChunk].count + weightPerChunk
        state.chunks[state.firstChunk] = []
        state.firstChunk += 1
        state.firstOffset = 0
        // Moves the rest to the front now and then only: taking from the front of an array costs its length.
        if state.firstChunk == state.chunks.count || state.firstChunk >= 64 && state.firstChunk * 2 > state.chunks.count
        {
            state.chunks.removeFirst(state.firstChunk)
            state.firstChunk = 0
        }
    }
}
