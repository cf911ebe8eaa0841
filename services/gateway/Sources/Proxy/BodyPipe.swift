import Synchronization

/// Hands the pieces of one body from the task that receives them to the one that sends them, holding a bounded number of bytes.
///
/// Either side may go away at any moment: the sender's end is noticed by the writer, the writer's by the sender.
package final class BodyPipe: Sendable {
    private struct State {
        var pieces: [[UInt8]] = []
        var bytes = 0
        /// How the body ended; set once.
        var outcome: Result<Void, any Error>?
        /// Nobody sends any more.
        var isAbandoned = false
        var hasToldReader = false
        var reader: CheckedContinuation<[UInt8]?, any Error>?
        var writer: CheckedContinuation<Void, Never>?
        var observer: CheckedContinuation<Void, any Error>?
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// A writer waits while `capacity` bytes or more are held.
    package init(capacity: Int) {
        self.capacity = capacity
    }
}

/// The receiving side.
extension BodyPipe {
    /// Adds a piece and waits until there is room for another; false when nobody sends any more. One task at a time.
    @discardableResult
    package func write(_ piece: [UInt8]) async -> Bool {
        let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
            guard !state.isAbandoned, state.outcome == nil, !piece.isEmpty else { return nil }
            guard let reader = state.reader else {
                state.pieces.append(piece)
                state.bytes += piece.count
                return nil
            }
            state.reader = nil
            return reader
        }
        reader?.resume(returning: piece)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if state.isAbandoned || state.bytes < capacity { return true }
                    state.writer = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            abandon()
        }
        return state.withLock { !$0.isAbandoned }
    }

    /// Ends the body, or breaks it off; the first call counts.
    package func finish(throwing error: (any Error)? = nil) {
        let outcome: Result<Void, any Error> = error.map { .failure($0) } ?? .success(())
        let (reader, observer) = state.withLock { state in
            guard state.outcome == nil else {
                return (CheckedContinuation<[UInt8]?, any Error>?.none, CheckedContinuation<Void, any Error>?.none)
            }
            state.outcome = outcome
            let waiting = (state.reader, state.observer)
            state.reader = nil
            state.observer = nil
            return waiting
        }
        reader?.resume(with: outcome.map { nil })
        observer?.resume(with: outcome)
    }

    /// Returns when the body has ended and throws when it broke off. One task at a time.
    package func waitUntilFinished() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.observer = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }
}

/// The sending side.
extension BodyPipe {
    /// The next piece, nil at the end; throws what the body was broken off with. One task at a time.
    ///
    /// Cancelling abandons the pipe. The HTTP client cancels only once it wants no more, and takes the empty piece that is
    /// returned then as any other; an error would count as a failure of the request, which may just have been answered.
    package func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (piece, writer) = state.withLock { state in
                    let piece = Self.take(&state)
                    if piece == nil { state.reader = continuation }
                    guard state.bytes < capacity else { return (piece, CheckedContinuation<Void, Never>?.none) }
                    defer { state.writer = nil }
                    return (piece, state.writer)
                }
                if let piece { continuation.resume(with: piece) }
                writer?.resume()
            }
        } onCancel: {
            abandon()
        }
    }

    /// Says that nobody sends any more: what is held is dropped, and writing goes on into nothing.
    package func abandon() {
        let (reader, writer) = state.withLock { state in
            state.isAbandoned = true
            state.pieces = []
            state.bytes = 0
            if state.reader != nil { state.hasToldReader = true }
            let waiting = (state.reader, state.writer)
            state.reader = nil
            state.writer = nil
            return waiting
        }
        reader?.resume(returning: [])
        writer?.resume()
    }

    private static func take(_ state: inout State) -> Result<[UInt8]?, any Error>? {
        if state.isAbandoned {
            defer { state.hasToldReader = true }
            return .success(state.hasToldReader ? nil : [])
        }
        guard state.pieces.isEmpty else {
            let piece = state.pieces.removeFirst()
            state.bytes -= piece.count
            return .success(piece)
        }
        return state.outcome?.map { nil }
    }
}

extension BodyPipe: AsyncSequence {
    package typealias Element = [UInt8]
    package typealias Failure = any Error

    /// Lets go of the pipe when the loop over it ends, however it ends.
    fileprivate final class Reader: Sendable {
        let pipe: BodyPipe

        init(pipe: BodyPipe) {
            self.pipe = pipe
        }

        deinit {
            pipe.abandon()
        }
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: Reader

        package mutating func next() async throws -> [UInt8]? {
            try await reader.pipe.next()
        }
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(reader: Reader(pipe: self))
    }
}
