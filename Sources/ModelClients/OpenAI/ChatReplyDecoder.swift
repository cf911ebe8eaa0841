import Core

/// Makes pieces of an answer out of the bytes of a streamed chat completion, and knows when it is whole.
///
/// A value fed with bytes, without I/O. What came before a fault is given out before the fault.
package struct ChatReplyDecoder: Sendable {
    /// What the stream brought.
    package enum Outcome: Sendable, Equatable {
        case piece(String)
        /// The answer is whole.
        case done
        /// It never will be; says why. Words of the provider are marked as such.
        case failed(reason: String, words: String?)
    }

    /// Tokens used, where the provider tells.
    package private(set) var tokens: Int?
    private let maximumBytes: Int
    private var parser: EventStreamParser
    private var received = 0
    private var hasText = false
    private var finishReason: String?
    private var isClosed = false
    private var isOver = false

    /// A stream of more than `maximumBytes` is given up.
    package init(maximumBytes: Int, parser: EventStreamParser = EventStreamParser()) {
        self.maximumBytes = maximumBytes
        self.parser = parser
    }

    /// Takes in what came.
    package mutating func append(_ bytes: [UInt8]) {
        received += bytes.count
        parser.append(bytes)
    }

    /// The next piece or the end; nil until more is appended, and behind the end.
    package mutating func next() -> Outcome? {
        guard !isOver else { return nil }
        do {
            while let event = try parser.next() {
                if let outcome = read(event) { return outcome }
            }
        } catch {
            return fail(error.description)
        }
        if received > maximumBytes { return fail("it is longer than \(maximumBytes) bytes") }
        // A server says [DONE] behind a whole answer; without it nobody knows.
        return isClosed ? fail("it ended before the answer did") : nil
    }

    /// Takes in that nothing more comes.
    package mutating func finish() {
        parser.finish()
        isClosed = true
    }

    private mutating func read(_ event: StreamEvent) -> Outcome? {
        let data = event.data.drop { $0 == UInt8(ascii: " ") }
        guard !data.starts(with: "[DONE]".utf8) else { return end() }
        let chunk: ChatChunk
        do {
            chunk = try ChatChunk(event.data)
        } catch {
            return fail("an event is not the JSON of a chat completion (\(error))")
        }
        if chunk.isError { return fail("an error inside the stream", words: ProviderAnswer.errorText(event.data)) }
        tokens = chunk.tokens ?? tokens
        finishReason = chunk.finishReason ?? finishReason
        guard !chunk.text.isEmpty else { return nil }
        hasText = true
        return .piece(chunk.text)
    }

    private mutating func end() -> Outcome {
        if finishReason == "content_filter" { return fail("a filter of the provider stopped the answer") }
        guard hasText else { return fail("the answer is empty") }
        isOver = true
        return .done
    }

    private mutating func fail(_ reason: String, words: String? = nil) -> Outcome {
        isOver = true
        return .failed(reason: reason, words: words)
    }
}
