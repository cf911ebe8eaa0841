import ServiceKit

/// The pieces of a stream, none of which may be waited for longer than its limits allow.
///
/// A stream that ignores its own limits is left behind.
struct TimedPieces {
    private let deadline: ContinuousClock.Instant
    private let first: Duration
    private let following: Duration
    private let source: PieceSource
    private var hasBegun = false

    init(_ stream: AsyncThrowingStream<String, any Error>, total: Duration, first: Duration, next: Duration) {
        deadline = .now + total
        self.first = first
        following = next
        source = PieceSource(stream)
    }

    /// The next piece, nil at the end. Throws what the stream throws, and ``DeadlineExceeded``.
    mutating func next() async throws -> String? {
        let left = deadline - .now
        guard left > .zero else { throw ReplyTimeout() }
        let limit = min(left, hasBegun ? following : first)
        let source = source
        let piece = try await withDeadline(limit) { try await source.next() }
        hasBegun = true
        return piece
    }
}

/// A model took longer for its whole reply than it may.
struct ReplyTimeout: Error {}

/// Keeps the place in a stream between two waits.
private actor PieceSource {
    private var iterator: AsyncThrowingStream<String, any Error>.Iterator

    init(_ stream: AsyncThrowingStream<String, any Error>) {
        iterator = stream.makeAsyncIterator()
    }

    func next() async throws -> String? {
        var iterator = iterator
        let piece = try await iterator.next(isolation: self)
        self.iterator = iterator
        return piece
    }
}
