/// What a rider gets for a question.
package struct Answer: Sendable {
    /// How it came out, for metrics and for clients that show refusals otherwise.
    package enum Outcome: String, Sendable, CaseIterable {
        case answered
        /// There is no evidence for an answer.
        case refused
        /// The place is unclear or unknown: the answer asks back.
        case unclear
        /// Live data are missing.
        case unavailable
        case smallTalk = "small_talk"
    }

    package var text: String
    package var citations: [Citation] = []
    package var route: QueryRoute
    package var language: AnswerLanguage
    package var outcome: Outcome
    /// 0…1: how sure the evidence makes the answer; 1 for live data.
    package var confidence: Double = 0
    /// `extractive`, `template`, `llm:<model>`.
    package var generatedBy: String
    package var live: LiveFacts?
    package var suggestions: [String] = []
    /// What was found beside the passages cited, best first.
    package var related: [RelatedPassage] = []
    package var conversationID = ""
    package var trace = AnswerTrace()
    /// What the guide, or else the route's own search, was judged by.
    package var evidence: EvidenceFeatures? { (trace.guide ?? trace.search)?.evidence }

    package init(
        _ text: String,
        citations: [Citation] = [],
        route: QueryRoute,
        language: AnswerLanguage,
        outcome: Outcome,
        confidence: Double = 0,
        generatedBy: String = "template",
        live: LiveFacts? = nil,
        suggestions: [String] = []
    ) {
        self.text = text
        self.citations = citations
        self.route = route
        self.language = language
        self.outcome = outcome
        self.confidence = confidence
        self.generatedBy = generatedBy
        self.live = live
        self.suggestions = suggestions
    }
}
