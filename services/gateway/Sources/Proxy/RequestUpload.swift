import Curl
import Hummingbird
import NIOCore
import ServiceKit

/// Carries a request's body to a service piece by piece, a few at a time, up to a limit.
///
/// The connection's own stream of parts is read by one child task and by nobody else: that task is gone before the answer
/// begins, so that the server can read the next request from the same stream.
struct RequestUpload: Sendable {
    /// What the reading child and the watching one report.
    private enum Outcome: Sendable {
        case complete
        case overflowed
    }

    let body: RequestBody
    /// Announced length, if there is one.
    let length: Int?
    /// Bytes.
    let limit: Int

    /// Sends with the streamed body and returns with the answer's head once the body is through.
    ///
    /// Throws 413 beyond the limit and what `send` throws. After either the rest of the body is not read: the connection
    /// ends with the answer.
    func run(
        _ send: @Sendable (HTTPClientRequest.Body) async throws -> HTTPClientResponse
    ) async throws -> HTTPClientResponse {
        if let length, length > limit {
            await body.refuse()
            throw overflow
        }
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            // Leaving early cancels the reading child; a cancelled read closes the connection's way in.
            defer { group.cancelAll() }
            let (overflows, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
            group.addTask {
                for await _ in overflows { return .overflowed }
                return .complete
            }
            let response = try await start(in: &group, signal: signal, send)
            // Whichever ends first: the body, or its limit.
            guard try await group.next() == .complete else { throw overflow }
            return response
        }
    }

    /// In a function of its own: when sending fails, the stream is let go of on the way out, which frees its writer.
    private func start(
        in group: inout ThrowingTaskGroup<Outcome, any Error>,
        signal: AsyncStream<Void>.Continuation,
        _ send: @Sendable (HTTPClientRequest.Body) async throws -> HTTPClientResponse
    ) async throws -> HTTPClientResponse {
        let (stream, source) = RequestBody.makeStream()
        group.addTask { try await read(into: source, signal: signal) }
        do {
            return try await send(.stream(UploadedPieces(body: stream), length: length))
        } catch let error as HTTPClientError where error.code == .requestBodyFailed {
            throw (error.underlying as? Problem) ?? Self.brokenOff
        }
    }

    private func read(into source: RequestBody.Source, signal: AsyncStream<Void>.Continuation) async throws -> Outcome {
        var received = 0
        var isOver = false
        do {
            for try await piece in body {
                received += piece.readableBytes
                if isOver { continue }
                if received > limit {
                    isOver = true
                    source.finish(overflow)
                    signal.yield()
                } else {
                    await source.yield(piece)
                }
            }
        } catch {
            source.finish(error)
            throw Self.brokenOff
        }
        guard !isOver else { return .overflowed }
        source.finish()
        signal.finish()
        return .complete
    }

    private var overflow: Problem {
        var problem = Problem.payloadTooLarge(limit: limit)
        problem.headers[.connection] = "close"
        return problem
    }

    private static let brokenOff = Problem(
        .badRequest,
        detail: "The body of the request broke off.",
        headers: [.connection: "close"]
    )
}

/// The pieces as the HTTP client takes them.
private struct UploadedPieces: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let body: RequestBody

    func makeAsyncIterator() -> Iterator {
        Iterator(base: body.makeAsyncIterator())
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator

        @concurrent
        mutating func next() async throws -> [UInt8]? {
            try await base.next().map { Array($0.readableBytesView) }
        }
    }
}
