import Core
import Hummingbird
import NIOCore
import ServiceKit

/// An answer as server-sent events: `token` …, `citation` …, then `done` with the whole answer, or `error` with a problem.
///
/// Comments keep the connection open while nothing happens. A client that leaves cancels what is under way.
struct ChatStream: Sendable {
    private enum Item: Sendable {
        case piece(String)
        case done(Answer)
        case failed(Problem)
        case beat
    }

    private let heartbeat: Duration
    private let produce: @Sendable (@escaping @Sendable (String) async -> Void) async throws -> Answer
    /// Events that may wait for a slow client.
    private static let bufferLimit = 4096

    init(
        heartbeat: Duration,
        produce: @escaping @Sendable (@escaping @Sendable (String) async -> Void) async throws -> Answer
    ) {
        self.heartbeat = heartbeat
        self.produce = produce
    }

    func write(
        to writer: inout any ResponseBodyWriter,
        json: (Answer) -> [UInt8],
        problem: (Problem) -> [UInt8]
    ) async throws {
        let (items, continuation) = AsyncStream.makeStream(
            of: Item.self,
            bufferingPolicy: .bufferingOldest(Self.bufferLimit)
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await run(continuation) }
            group.addTask { try await beat(continuation) }
            try await writer.write(Self.comment)
            var isFirst = true
            for await item in items {
                switch item {
                case .piece(let text):
                    try await writer.write(Self.token((isFirst ? "" : "\n") + text))
                    isFirst = false
                case .done(let answer):
                    for citation in answer.citations {
                        try await writer.write(Self.event("citation", AnswerJSON.bytes(citation)))
                    }
                    try await writer.write(Self.event("done", json(answer)))
                    return
                case .failed(let error):
                    try await writer.write(Self.event("error", problem(error)))
                    return
                case .beat: try await writer.write(Self.comment)
                }
            }
        }
    }

    private func run(_ continuation: AsyncStream<Item>.Continuation) async {
        do {
            continuation.yield(.done(try await produce { continuation.yield(.piece($0)) }))
        } catch let problem as Problem {
            continuation.yield(.failed(problem))
        } catch {
            continuation.yield(.failed(.unavailable("The question was given up.", retryAfter: 5)))
        }
        continuation.finish()
    }

    private func beat(_ continuation: AsyncStream<Item>.Continuation) async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: heartbeat)
            continuation.yield(.beat)
        }
    }

    private static let comment = ByteBuffer(string: ": keep-alive\n\n")

    private static func token(_ text: String) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("text", text)
        writer.endObject()
        return event("token", writer.bytes)
    }

    /// The JSON has no line feed, so one `data:` line holds it.
    private static func event(_ name: String, _ json: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("event: \(name)\ndata: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
        return buffer
    }
}
