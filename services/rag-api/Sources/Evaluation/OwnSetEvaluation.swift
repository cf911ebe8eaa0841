import Retrieval

/// Asks the assistant every question of the project's own set.
struct OwnSetEvaluation {
    let assistant: Assistant
    let passages: [String: Passage]

    /// What one question came to.
    struct Outcome: Sendable {
        let question: LabelledQuestion
        let answer: Answer
        var rank: Int?
    }

    init(assistant: Assistant, passages: [Passage]) {
        self.assistant = assistant
        self.passages = Dictionary(passages.map { ($0.id, $0) }) { first, _ in first }
    }

    func run(_ questions: [LabelledQuestion]) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        let byDocument = Dictionary(grouping: passages.values, by: \.documentID)
        for question in questions.map({ $0.resolved(in: byDocument) }) {
            try Task.checkCancellation()
            let answer = await assistant.answer(ChatAsk(question.text))
            outcomes.append(Outcome(question: question, answer: answer, rank: Self.rank(answer, question.isRelevant)))
        }
        return outcomes
    }

    /// The rank, from 1, of the first right passage in a search whose passages the answer cites or names.
    private static func rank(_ answer: Answer, _ isRelevant: (String) -> Bool) -> Int? {
        let shown = Set(answer.citations.compactMap(\.passageID) + answer.related.map(\.passageID))
        let ranks = [answer.trace.search, answer.trace.guide].compactMap { search in
            search?.found.firstIndex { isRelevant($0.id) && shown.contains($0.id) }
        }
        return ranks.min().map { $0 + 1 }
    }

    /// The assistant's answers to those questions that ask for counts or forecasts and were taken for it.
    func liveAnswers(_ questions: [LabelledLiveQuestion]) async throws -> [Answer] {
        var answers: [Answer] = []
        for question in questions where question.asksLive {
            try Task.checkCancellation()
            let answer = await assistant.answer(ChatAsk(question.text))
            if answer.route == .live || answer.route == .forecast { answers.append(answer) }
        }
        return answers
    }

    /// How many of these answers have the guide's words beside the counts.
    static func besideShare(_ answers: [Answer]) -> OwnSetReport.Share {
        var share = OwnSetReport.Share()
        for answer in answers { share.count(answer.citations.contains { $0.passageID != nil }) }
        return share
    }

    func report(_ outcomes: [Outcome]) -> OwnSetReport {
        var report = OwnSetReport()
        for outcome in outcomes {
            let isRefused = outcome.answer.outcome != .answered
            guard outcome.question.isAnswerable else {
                report.refusedUnanswerable.count(isRefused)
                continue
            }
            report.refusedAnswerable.count(isRefused)
            if !outcome.question.relevant.isEmpty {
                report.found.count(outcome.rank != nil)
                report.foundByStyle[outcome.question.style, default: .init()].count(outcome.rank != nil)
            }
            count(outcome, &report)
        }
        return report
    }

    private func count(_ outcome: Outcome, _ report: inout OwnSetReport) {
        var hasSupport = false
        for citation in outcome.answer.citations {
            guard let id = citation.passageID else { continue }
            report.verbatim.count(passages[id]?.text.contains(citation.quote) == true)
            guard !outcome.question.relevant.isEmpty else { continue }
            let isRight = outcome.question.isRelevant(id)
            report.supporting.count(isRight)
            hasSupport = hasSupport || isRight
        }
        if outcome.answer.outcome == .answered, !outcome.question.relevant.isEmpty {
            report.supportedAnswers.count(hasSupport)
        }
    }

    /// One line a question that went wrong, at most `limit` of them.
    static func misses(_ outcomes: [Outcome], limit: Int) -> [String] {
        let wrong = outcomes.filter { outcome in
            let isRefused = outcome.answer.outcome != .answered
            if outcome.question.isAnswerable {
                return isRefused || (outcome.rank == nil && !outcome.question.relevant.isEmpty)
            }
            return !isRefused
        }
        return wrong.prefix(limit).map { outcome in
            let signs = (outcome.answer.evidence?.named ?? []).map {
                "\($0.name)=\(OwnSetReport.Share.rounded($0.value))"
            }
            let search = outcome.answer.trace.guide ?? outcome.answer.trace.search
            let ids = (search?.found ?? []).prefix(3).map(\.id).joined(separator: " ")
            return """
                miss \(outcome.question.id) [\(outcome.question.style)] \(outcome.question.isAnswerable ? "answerable" : "unanswerable") \
                \(outcome.question.text) -> \(outcome.answer.route.rawValue) \(outcome.answer.outcome.rawValue), rank \
                \(outcome.rank.map(String.init) ?? "-"), wants \(outcome.question.relevant.prefix(3).joined(separator: " ")), found \(ids) \
                \(signs.joined(separator: " "))
                """
        }
    }
}
