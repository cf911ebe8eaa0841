import Retrieval
import ServiceKit

extension Assistant {
    /// A question for the documents.
    struct DocumentRequest {
        var ask: ChatAsk
        var routed: RoutedQuestion
        let language: AnswerLanguage
        /// The question with what a follow-up leaves out, spelling mended.
        let searchText: String
        let turns: [ConversationMemory.Turn]
    }

    /// An answer from documents, emitted as it comes; a refusal is left to the caller to emit.
    func documents(
        _ request: DocumentRequest,
        _ timer: inout StepTimer,
        _ emit: @Sendable (String) async -> Void
    ) async -> Answer {
        let text =
            request.routed.route == .board ? QuestionSubject.ofPosts(request.searchText) : request.searchText
        let filter = PassageScope(facts: parts.catalog.facts).filter(
            request.ask.filter,
            route: request.routed.route,
            language: request.language
        )
        var variants: [QueryVariant] = []
        if let model = parts.model {
            variants = await QueryRewriter(model: model, time: parts.shortLimit)
                .variants(of: text, language: request.language)
            timer.mark("rewrite")
        }
        let finding = await find(text, variants: variants, filter: filter)
        timer.mark("search")
        let confidence = finding.verdict.confidence
        let answer =
            finding.verdict.isEnough
            ? await evident(request, finding.retrieval, text, confidence: confidence, emit)
            : nil
        var result = answer ?? refusal(request, confidence: confidence)
        result.trace.search = finding
        result.related = finding.related(beside: result.citations)
        return result
    }

    /// The guide's answer to what no post answers, which may be a question on how the board works (`게시판에 사진 올릴 수 있나요?`).
    func guideInstead(
        _ request: DocumentRequest,
        _ timer: inout StepTimer,
        _ emit: @Sendable (String) async -> Void
    ) async -> Answer? {
        guard request.routed.route == .board, !InjectionGuard.isSuspicious(request.ask.question) else { return nil }
        guard let filter = Self.withoutPosts(request.ask.filter) else { return nil }
        var guide = request
        (guide.routed.route, guide.ask.filter) = (.guide, filter)
        return await documents(guide, &timer, emit)
    }

    private func refusal(_ request: DocumentRequest, confidence: Double) -> Answer {
        let wording = AnswerWording(request.language)
        return Answer(
            request.routed.route == .board ? wording.noPosts : wording.refusal,
            route: request.routed.route,
            language: request.language,
            outcome: .refused,
            confidence: confidence,
            suggestions: examples(request.language)
        )
    }

    /// An answer from the passages: the model's where it can be checked, else the passages' own words; nil where neither works.
    private func evident(
        _ request: DocumentRequest,
        _ retrieval: Retrieval,
        _ searchedText: String,
        confidence: Double,
        _ emit: @Sendable (String) async -> Void
    ) async -> Answer? {
        let lead = request.routed.route == .board ? AnswerWording(request.language).boardLead : nil
        var notes: [String] = []
        if let model = parts.model {
            let grounded = GroundedAnswerer(model: model, limit: parts.replyLimit)
            let isFirst = FirstTime()
            let outcome = await grounded.answer(
                question: request.ask.question,
                language: request.language,
                passages: retrieval.passages.map(\.passage),
                history: Self.history(request.turns)
            ) { piece in
                if isFirst.take(), let lead { await emit(lead) }
                await emit(piece)
            }
            if outcome.refuses { return nil }
            if !outcome.pieces.isEmpty {
                let author = "llm:\(grounded.name)"
                var answer = made(request, outcome.pieces, outcome.citations, lead, by: author, confidence)
                answer.trace.notes = outcome.notes
                return answer
            }
            notes = outcome.notes + ["the model's reply could not be used: quoted instead"]
        }
        guard let draft = extractive.draft(question: searchedText, passages: retrieval.passages) else {
            return nil
        }
        if let lead { await emit(lead) }
        for piece in draft.pieces { await emit(piece) }
        var answer = made(request, draft.pieces, draft.citations, lead, by: "extractive", confidence)
        answer.trace.notes = notes
        return answer
    }

    private func made(
        _ request: DocumentRequest,
        _ pieces: [String],
        _ citations: [Citation],
        _ lead: String?,
        by author: String,
        _ confidence: Double
    ) -> Answer {
        Answer(
            ((lead.map { [$0] } ?? []) + pieces).joined(separator: "\n"),
            citations: citations,
            route: request.routed.route,
            language: request.language,
            outcome: .answered,
            confidence: confidence,
            generatedBy: author
        )
    }

    private static func history(_ turns: [ConversationMemory.Turn]) -> [ChatMessage] {
        turns.suffix(3).flatMap { [ChatMessage(.user, $0.question), ChatMessage(.assistant, $0.answer)] }
    }
}
