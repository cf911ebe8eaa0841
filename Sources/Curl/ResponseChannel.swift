internal import Synchronization

/// Carries one response from the event thread to the task that reads it, holding a bounded number of bytes.
final class ResponseChannel: Sendable {
    /// How much of the body may pile up.
    enum Mode: Sendable {
        /// Delivered as it comes; curl is paused while this many bytes wait.
        case stream(bufferBytes: Int)
        /// Delivered whole; a longer body is an error.
        case collect(maximumBytes: Int)
    }

    enum AppendResult {
        case appended
        case mustPause
        case tooLarge
    }

    typealias HeadResult = Result<ResponseHead, HTTPClientError>
    typealias ChunkResult = Result<[UInt8]?, HTTPClientError>

    private struct State {
        var head: ResponseHead?
        var buffer: [UInt8] = []
        var isPaused = false
        var outcome: Result<Void, HTTPClientError>?
        var headWaiter: CheckedContinuation<HeadResult, Never>?
        var chunkWaiter: CheckedContinuation<ChunkResult, Never>?
    }

    let mode: Mode
    private let state = Mutex(State())

    init(mode: Mode) {
        self.mode = mode
    }

    var isFinished: Bool {
        state.withLock { $0.outcome != nil }
    }
}

/// The event thread's side.
extension ResponseChannel {
    /// Stores the head and makes room for a body of the size expected.
    func receive(_ head: ResponseHead, expectedBytes: Int?) {
        let room =
            switch mode {
            case .stream(let bufferBytes): min(expectedBytes ?? 0, bufferBytes)
            case .collect(let maximumBytes): min(expectedBytes ?? 0, maximumBytes, 1 << 20)
            }
        state.withLock { state in
            state.head = head
            state.buffer.reserveCapacity(room)
        }
    }

    /// Copies a piece of the body into the buffer unless there is no room for it.
    func append(_ bytes: UnsafeRawBufferPointer) -> AppendResult {
        state.withLock { state in
            // Nobody reads it any more; the transfer is about to be cancelled.
            guard state.outcome == nil else { return .appended }
            switch mode {
            case .stream(let bufferBytes) where state.buffer.count >= bufferBytes:
                state.isPaused = true
                return .mustPause
            case .collect(let maximumBytes) where state.buffer.count + bytes.count > maximumBytes:
                return .tooLarge
            case .stream, .collect:
                unsafe state.buffer.append(contentsOf: bytes)
                return .appended
            }
        }
    }

    /// Fixes how the transfer ended, the first time only; waiters learn of it at the next flush.
    @discardableResult
    func finish(_ outcome: Result<Void, HTTPClientError>, total: Duration? = nil) -> Bool {
        state.withLock { state in
            guard state.outcome == nil else { return false }
            state.outcome = outcome
            state.head?.timing.total = total
            return true
        }
    }

    /// Wakes who waits for what has come in: once for a batch of pieces. True when a paused transfer may go on.
    @discardableResult
    func flush() -> Bool {
        var mayResume = false
        let (head, chunk) = state.withLock { state in
            (Self.takeHeadDelivery(&state, mode), Self.takeChunkDelivery(&state, &mayResume))
        }
        if let head { head.waiter.resume(returning: head.result) }
        if let chunk { chunk.waiter.resume(returning: chunk.result) }
        return mayResume
    }

    private static func takeHeadDelivery(
        _ state: inout State,
        _ mode: Mode,
    ) -> (waiter: CheckedContinuation<HeadResult, Never>, result: HeadResult)? {
        guard let waiter = state.headWaiter, let result = headResult(state, mode) else { return nil }
        state.headWaiter = nil
        return (waiter, result)
    }

    private static func takeChunkDelivery(
        _ state: inout State,
        _ mayResume: inout Bool,
    ) -> (waiter: CheckedContinuation<ChunkResult, Never>, result: ChunkResult)? {
        guard let waiter = state.chunkWaiter, let result = takeChunk(&state, &mayResume) else { return nil }
        state.chunkWaiter = nil
        return (waiter, result)
    }
}

/// The reading task's side.
extension ResponseChannel {
    /// Waits for the head; in collecting mode for the end.
    func waitForHead() async -> HeadResult {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                let ready = Self.headResult(state, mode)
                if ready == nil { state.headWaiter = continuation }
                return ready
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// The bytes that wait, or how the body ended (`nil` inside); `nil` when neither is there yet.
    /// `mayResume` is set when a paused transfer may go on.
    func nextIfReady(_ mayResume: inout Bool) -> ChunkResult? {
        state.withLock { state in
            Self.takeChunk(&state, &mayResume)
        }
    }

    /// Waits for bytes or the end.
    func next(_ mayResume: inout Bool) async -> ChunkResult {
        await withCheckedContinuation { continuation in
            let ready: ChunkResult? = state.withLock { state in
                if let ready = Self.takeChunk(&state, &mayResume) { return ready }
                guard state.chunkWaiter == nil else {
                    return .failure(.invalidRequest("the body is being read by another task"))
                }
                state.chunkWaiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Ends it for the reader at once: waiting bytes are dropped, waiters wake. False when it had ended before.
    func abandon(_ error: HTTPClientError) -> Bool {
        guard finish(.failure(error)) else { return false }
        state.withLock { $0.buffer = [] }
        flush()
        return true
    }

    private static func headResult(_ state: State, _ mode: Mode) -> HeadResult? {
        switch (mode, state.outcome, state.head) {
        case (.collect, .success?, let head?), (.stream, _, let head?): .success(head)
        case (_, .failure(let error)?, _): .failure(error)
        default: nil
        }
    }

    private static func takeChunk(_ state: inout State, _ mayResume: inout Bool) -> ChunkResult? {
        guard state.buffer.isEmpty else {
            let chunk = state.buffer
            state.buffer = []
            mayResume = state.isPaused
            state.isPaused = false
            return .success(chunk)
        }
        return state.outcome?.map { nil }
    }
}
