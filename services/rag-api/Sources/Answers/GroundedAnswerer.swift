import Core
package import Retrieval

/// Answers with a language model that may only say what the passages say; every sentence is checked before it is shown.
package struct GroundedAnswerer: Sendable {
    private let model: any LanguageModel
    private let limit: ReplyLimit
    private let firstPiece: Duration
    private let nextPiece: Duration
    /// Characters of a reply that are read at most.
    private static let characterLimit = 8000

    /// `firstPiece` and `nextPiece` limit how long the model may be silent.
    package init(
        model: any LanguageModel,
        limit: ReplyLimit = ReplyLimit(tokens: 600, time: .seconds(20)),
        firstPiece: Duration = .seconds(8),
        nextPiece: Duration = .seconds(5)
    ) {
        self.model = model
        self.limit = limit
        self.firstPiece = firstPiece
        self.nextPiece = nextPiece
    }

    /// What became of a reply.
    package struct Outcome: Sendable {
        /// Checked sentences with their numbers; empty where nothing could be used.
        package var pieces: [String] = []
        package var citations: [Citation] = []
        /// Whether the model says that the passages hold no answer.
        package var refuses = false
        package var notes: [String] = []
    }

    package var name: String { model.name }

    /// Lets the model answer; `emit` gets each sentence once it is checked.
    package func answer(
        question: String,
        language: AnswerLanguage,
        passages: [Passage],
        history: [ChatMessage],
        emit: @Sendable (String) async -> Void
    ) async -> Outcome {
        let prompt = GroundedPrompt(language: language, passages: passages)
        var pieces = TimedPieces(
            model.reply(to: prompt.messages(question: question, history: history), limit: limit),
            total: limit.time,
            first: firstPiece,
            next: nextPiece
        )
        var outcome = Outcome()
        var check = CitationCheck(passages: prompt.passages)
        var buffer = ""
        var length = 0
        do {
            while let piece = try await pieces.next() {
                length += piece.count
                guard length <= Self.characterLimit else {
                    outcome.notes.append("reply cut: too long")
                    break
                }
                buffer += piece
                await take(&buffer, isEnd: false, &check, &outcome, emit)
            }
        } catch {
            outcome.notes.append("reply broke off: \(Self.short(error))")
            // What is left of a broken reply is no whole sentence.
            buffer = ""
        }
        if buffer.trimmingASCIISpaces() == GroundedPrompt.refusal, outcome.pieces.isEmpty { outcome.refuses = true }
        if !outcome.refuses { await take(&buffer, isEnd: true, &check, &outcome, emit) }
        outcome.citations = check.citations
        outcome.notes += check.dropped
        return outcome
    }

    private func take(
        _ buffer: inout String,
        isEnd: Bool,
        _ check: inout CitationCheck,
        _ outcome: inout Outcome,
        _ emit: @Sendable (String) async -> Void
    ) async {
        for sentence in CitedSentence.take(from: &buffer, isEnd: isEnd) {
            guard let text = check.checked(sentence) else { continue }
            outcome.pieces.append(text)
            await emit(text)
        }
    }

    private static func short(_ error: any Error) -> String { String("\(error)".prefix(120)) }
}
