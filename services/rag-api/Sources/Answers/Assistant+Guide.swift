import Retrieval

extension Assistant {
    /// Sentences of the guide beside an answer from live data.
    private static let besideSentences = 2

    /// Whether the route has nothing to say, so that the guide is asked before (`병원비 나와요?`).
    func leadsNowhere(_ routed: RoutedQuestion, _ question: String) -> Bool {
        switch routed.route {
        case .guide, .board, .smallTalk: false
        case .outOfScope: true
        case .live, .forecast: !routed.isSure && parts.live.isLost(routed, question: question)
        }
    }

    /// What the guide has on the question; nil for one that reads as an order to a machine, or is for posts alone.
    func askGuide(
        _ ask: ChatAsk,
        _ language: AnswerLanguage,
        modelTimeout: Duration? = nil
    ) async -> PassageFinding? {
        guard !InjectionGuard.isSuspicious(ask.question), let asked = Self.withoutPosts(ask.filter) else { return nil }
        let facts = parts.catalog.facts
        let filter = PassageScope(facts: facts).filter(asked, route: .guide, language: language)
        return await find(facts.spelling.mended(ask.question), filter: filter, modelTimeout: modelTimeout)
    }

    /// The filter for the guide: riders' posts are not part of it, whoever asks for them. Nil where only posts are asked for.
    static func withoutPosts(_ filter: PassageFilter) -> PassageFilter? {
        var guide = filter
        let asksPosts = guide.kinds.remove(PassageFacts.postKind) != nil
        return asksPosts && guide.kinds.isEmpty ? nil : guide
    }

    /// Searches the passages that the filter lets through.
    func find(
        _ text: String,
        variants: [QueryVariant] = [],
        filter: PassageFilter,
        modelTimeout: Duration? = nil
    ) async -> PassageFinding {
        var query = RetrievalQuery(text, variants: variants, filter: filter, limit: 8)
        query.modelTimeout = modelTimeout
        let retrieval = await parts.search.search(query)
        let evidence = extractive.features(question: text, retrieval: retrieval)
        return PassageFinding(
            searchedText: text,
            filter: filter,
            retrieval: retrieval,
            evidence: evidence,
            verdict: parts.judge.judge(evidence)
        )
    }

    /// Adds the guide's words to an answer from live data, where they surely belong to the question: who asks for a dock
    /// outside the city needs the rule more than the count (`하남까지 왔는데 여기서 반납 못 함?`).
    func add(_ finding: PassageFinding, to answer: inout Answer, _ emit: @Sendable (String) async -> Void) async {
        defer { show(finding, beside: &answer) }
        guard parts.judge.isEnoughBesideLive(finding.evidence),
            let draft = extractive.draft(
                question: finding.searchedText,
                passages: finding.retrieval.passages,
                first: (answer.citations.last?.number ?? 0) + 1,
                sentences: Self.besideSentences
            )
        else { return }
        let pieces = [AnswerWording(answer.language).besideLead] + draft.pieces
        for piece in pieces { await emit(piece) }
        answer.text = ([answer.text] + pieces).joined(separator: "\n")
        answer.citations += draft.citations
    }

    /// Names what the guide has beside an answer of another route.
    func show(_ finding: PassageFinding, beside answer: inout Answer) {
        answer.trace.guide = finding
        answer.related = finding.related(beside: answer.citations)
    }
}
