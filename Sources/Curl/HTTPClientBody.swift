/// The body of a response, piece by piece, to be read once.
///
/// The connection is held back while nobody reads. Letting go of the body and its iterators before the end cancels
/// the transfer; so does cancelling the task that waits for a piece.
package struct HTTPClientBody: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = HTTPClientError

    /// Cancels the transfer when the last holder is gone, and keeps the client alive until then.
    final class Lease: Sendable {
        let transfer: Transfer
        private let client: HTTPClient

        init(transfer: Transfer, client: HTTPClient) {
            self.transfer = transfer
            self.client = client
        }

        deinit {
            transfer.cancel()
        }
    }

    let lease: Lease

    /// Reads on where the last iterator stopped; two tasks cannot read at the same time.
    package func makeAsyncIterator() -> Iterator {
        Iterator(lease: lease)
    }

    package struct Iterator: AsyncIteratorProtocol {
        let lease: Lease

        /// The next piece, never empty, of at most the client's buffer and one network read; `nil` at the end.
        /// Throws `truncated` when the response stops before its announced end.
        package mutating func next() async throws(HTTPClientError) -> [UInt8]? {
            try await lease.transfer.nextChunk()
        }

        /// The same, from any isolation.
        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(HTTPClientError) -> [UInt8]? {
            try await lease.transfer.nextChunk()
        }
    }
}
