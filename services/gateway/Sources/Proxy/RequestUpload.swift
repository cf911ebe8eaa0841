import Curl
import Hummingbird
import NIOCore
import ServiceKit

/// Carries a request's body to a service piece by piece, a few at a time, up to a limit.
///
/// The connection's own stream of parts is read by one child task and by nobody else: that task is gone before the answer
/// begins, so that the server can read the next request from the same stream.
struct RequestUpload: Sendable {
    /// Bytes held between reading and sending.
    private static let capacity = 64 * 1024

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
        let pipe = BodyPipe(capacity: Self.capacity)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await read(into: pipe) }
            defer {
                pipe.abandon()
                // A read that is cancelled closes the connection's way in.
                group.cancelAll()
            }
            do {
                let response = try await send(.stream(pipe, length: length))
                try await pipe.waitUntilFinished()
                return response
            } catch let error as HTTPClientError where error.code == .requestBodyFailed {
                throw (error.underlying as? Problem) ?? Self.brokenOff
            }
        }
    }

    private func read(into pipe: BodyPipe) async {
        var received = 0
        do {
            for try await piece in body {
                received += piece.readableBytes
                if received <= limit {
                    await pipe.write(Array(piece.readableBytesView))
                } else {
                    // Whoever waits for the body hears of it and cancels this task; until then what comes is dropped.
                    pipe.finish(throwing: overflow)
                }
            }
            pipe.finish()
        } catch {
            pipe.finish(throwing: Self.brokenOff)
        }
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
