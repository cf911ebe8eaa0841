package import Core
package import Retrieval
import ServiceKit

/// Answers questions: language, conversation, route, search, evidence, answer.
package struct Assistant: Sendable {
    /// What an assistant is made of; without a model it works by rules and quotes.
    package struct Parts: Sendable {
        package var search: any PassageSearching
        package var catalog: PassageCatalog
        package var city: LiveCity
        package var live: LiveAnswerer
        package var model: (any LanguageModel)?
        /// How like a question is to those known, for routing; nil where no examples are known.
        package var likeness: @Sendable (String, AnswerLanguage) -> RouteLikeness? = { _, _ in nil }
        package var memory = ConversationMemory()
        package var judge = EvidenceJudge()
        package var replyLimit = ReplyLimit()
        /// What a model gets for routing and rewriting.
        package var shortLimit: Duration = .seconds(2)

        package init(search: any PassageSearching, catalog: PassageCatalog, city: LiveCity, clock: WallClock) {
            self.search = search
            self.catalog = catalog
            self.city = city
            live = LiveAnswerer(city: city, clock: clock)
        }
    }

    private let parts: Parts
    private let router: QueryRouter
    private let extractive = ExtractiveAnswerer()

    package init(_ parts: Parts) {
        self.parts = parts
        let city = parts.city
        router = QueryRouter { city.view?.resolver.knows($0) ?? false }
    }

    /// Answers; `emit` gets the text piece by piece, which joined by line feeds are the answer's text.
    package func answer(_ ask: ChatAsk, emit: @Sendable (String) async -> Void = { _ in }) async -> Answer {
        var timer = StepTimer()
        let language = ask.language ?? AnswerLanguage(of: ask.question)
        let id = ask.conversationID ?? ConversationID.make()
        let turns = parts.memory.turns(id)
        var (routed, searchText) = route(ask.question, language, after: turns.last)
        if !routed.isSure, let model = parts.model {
            routed = await ModelRouter(model: model, time: parts.shortLimit).route(ask.question, guess: routed)
        }
        if await leadsToGuide(routed, ask, language) {
            (routed.route, routed.decidedBy) = (.guide, "evidence")
        }
        timer.mark("route")
        var answer: Answer
        switch routed.route {
        case .live, .forecast:
            answer = parts.live.answer(routed, question: ask.question, language: language)
            await emit(answer.text)
        case .smallTalk, .outOfScope:
            answer = talk(ask.question, routed.route, language)
            await emit(answer.text)
        case .guide, .board:
            var request = DocumentRequest(
                ask: ask,
                routed: routed,
                language: language,
                searchText: parts.catalog.facts.spelling.mended(searchText),
                turns: turns
            )
            answer = await documents(request, &timer, emit)
            // What no post answers may be a question on how the board works (`게시판에 사진 올릴 수 있나요?`).
            if routed.route == .board, answer.outcome == .refused, !InjectionGuard.isSuspicious(ask.question) {
                request.routed.route = .guide
                let guided = await documents(request, &timer, emit)
                if guided.outcome == .answered {
                    answer = guided
                    (routed.route, routed.decidedBy) = (.guide, "evidence")
                }
            }
            if answer.outcome == .refused { await emit(answer.text) }
            searchText = routed.route == .board ? QuestionSubject.ofPosts(request.searchText) : request.searchText
        }
        timer.mark("answer")
        answer.conversationID = id
        answer.trace.route = routed
        answer.trace.timings = timer.steps
        remember(answer, ask.question, routed, searchText, in: id)
        return answer
    }

    private func route(
        _ question: String,
        _ language: AnswerLanguage,
        after previous: ConversationMemory.Turn?
    ) -> (RoutedQuestion, String) {
        let routed = router.route(question, likeness: parts.likeness(question, language))
        guard let previous, FollowUp.isFollowUp(question) else { return (routed, question) }
        let city = parts.city
        let signs = QuestionSigns(question) { city.view?.resolver.knows($0) ?? false }
        let followUp = FollowUp(previous: previous)
        if let live = followUp.routed(question, signs: signs, now: routed) { return (live, question) }
        guard routed.route == .guide || routed.route == .board else { return (routed, question) }
        return (routed, followUp.searchText(question))
    }

    /// Whether the guide is asked after all: where the route leads nowhere and the guide has the answer (`병원비 나와요?`).
    private func leadsToGuide(_ routed: RoutedQuestion, _ ask: ChatAsk, _ language: AnswerLanguage) async -> Bool {
        switch routed.route {
        case .guide, .board, .smallTalk: return false
        case .outOfScope: break
        case .live, .forecast:
            guard !routed.isSure, parts.live.isLost(routed, question: ask.question) else { return false }
        }
        guard !InjectionGuard.isSuspicious(ask.question) else { return false }
        let facts = parts.catalog.facts
        let question = facts.spelling.mended(ask.question)
        let filter = PassageScope(facts: facts).filter(ask.filter, route: .guide, language: language)
        let retrieval = await parts.search.search(RetrievalQuery(question, filter: filter))
        return parts.judge.judge(extractive.features(question: question, retrieval: retrieval)).isEnough
    }

    private func talk(_ question: String, _ route: QueryRoute, _ language: AnswerLanguage) -> Answer {
        let wording = AnswerWording(language)
        if route == .outOfScope {
            return Answer(
                wording.outOfScope,
                route: route,
                language: language,
                outcome: .refused,
                suggestions: examples(language)
            )
        }
        let thanks = Wording.contains(
            question.lowercased(),
            any: RouteWords.thanks + RouteWords.englishThanks + ["수고"]
        )
        return Answer(
            thanks ? wording.thanks : wording.greeting,
            route: route,
            language: language,
            outcome: .smallTalk,
            confidence: 1,
            suggestions: examples(language)
        )
    }

    /// What can be asked, of the guide and of the city there is.
    private func examples(_ language: AnswerLanguage) -> [String] {
        AnswerWording(language).examples + (parts.city.view.map { LiveWording(language).examples($0) } ?? [])
    }

    private func remember(
        _ answer: Answer,
        _ question: String,
        _ routed: RoutedQuestion,
        _ searchText: String,
        in id: String
    ) {
        guard answer.route != .smallTalk, answer.route != .outOfScope else { return }
        var routed = routed
        // The place as it was understood: the next question may leave it out.
        if let place = answer.live?.place { routed.place = place }
        parts.memory.remember(
            ConversationMemory.Turn(
                question: question,
                answer: answer.text,
                routed: routed,
                subject: QuestionSubject.of(searchText)
            ),
            in: id
        )
    }
}

// MARK: - From documents

extension Assistant {
    private struct DocumentRequest {
        let ask: ChatAsk
        var routed: RoutedQuestion
        let language: AnswerLanguage
        /// The question with what a follow-up leaves out, spelling mended.
        let searchText: String
        let turns: [ConversationMemory.Turn]
    }

    /// An answer from documents, emitted as it comes; a refusal is left to the caller to emit.
    private func documents(
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
        let retrieval = await parts.search.search(
            RetrievalQuery(text, variants: variants, filter: filter, limit: 8)
        )
        timer.mark("search")
        let features = extractive.features(question: text, retrieval: retrieval)
        let verdict = parts.judge.judge(features)
        let answer =
            verdict.isEnough
            ? await evident(request, retrieval, text, confidence: verdict.confidence, emit)
            : nil
        var result = answer ?? refusal(request, confidence: verdict.confidence)
        result.evidence = features
        result.trace.searchedText = text
        result.trace.filter = filter
        result.trace.retrieval = retrieval.trace
        result.trace.found = retrieval.passages.map { ScoredID($0.passage.id, $0.score) }
        result.trace.evidenceVerdict = verdict.reason
        return result
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
