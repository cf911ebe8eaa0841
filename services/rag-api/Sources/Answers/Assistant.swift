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
        /// What an embedder and a reranker each get for the guide's words beside an answer from live data.
        package var besideModelTimeout: Duration = .milliseconds(300)
        /// What a model gets for routing and rewriting.
        package var shortLimit: Duration = .seconds(2)

        package init(search: any PassageSearching, catalog: PassageCatalog, city: LiveCity, clock: WallClock) {
            self.search = search
            self.catalog = catalog
            self.city = city
            live = LiveAnswerer(city: city, clock: clock)
        }
    }

    let parts: Parts
    private let router: QueryRouter
    let extractive = ExtractiveAnswerer()

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
        var beside: PassageFinding?
        if leadsNowhere(routed, ask.question) {
            beside = await askGuide(ask, language)
            if beside?.verdict.isEnough == true { (routed.route, routed.decidedBy) = (.guide, "evidence") }
        }
        timer.mark("route")
        var answer: Answer
        switch routed.route {
        case .live, .forecast:
            answer = parts.live.answer(routed, question: ask.question, language: language)
            await emit(answer.text)
            // After the counts, for those who read them as they come; what follows up names no subject of its own.
            if beside == nil, routed.decidedBy != "follow_up" {
                beside = await askGuide(ask, language, modelTimeout: parts.besideModelTimeout)
            }
            if let beside { await add(beside, to: &answer, emit) }
            timer.mark("guide")
        case .smallTalk, .outOfScope:
            answer = talk(ask.question, routed.route, language)
            await emit(answer.text)
            answer.trace.guide = beside
        case .guide, .board:
            let request = DocumentRequest(
                ask: ask,
                routed: routed,
                language: language,
                searchText: parts.catalog.facts.spelling.mended(searchText),
                turns: turns
            )
            answer = await documents(request, &timer, emit)
            if answer.outcome == .refused, let guided = await guideInstead(request, &timer, emit) {
                if guided.outcome == .answered {
                    let posts = answer.trace.search
                    answer = guided
                    (answer.trace.search, answer.trace.guide) = (posts, guided.trace.search)
                    (routed.route, routed.decidedBy) = (.guide, "evidence")
                } else if let finding = guided.trace.search {
                    // That no post was found is said; the guide's passages may be what was meant.
                    show(finding, beside: &answer)
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
    func examples(_ language: AnswerLanguage) -> [String] {
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
