import Blocking
import Core
import Documents
import Retrieval
import ServiceKit

/// The assistant on the project's own questions, over its own corpus, without any service.
struct OwnSetRun {
    private let folder: String
    private let passages: [Passage]
    private let options: RetrievalOptions
    private let city = LiveCity()

    /// Reads the corpus at `corpus`; the questions lie in `folder`. With a table of stations places are looked up in it.
    init(corpus: String, folder: String, stations: String?, options: RetrievalOptions) async throws {
        self.folder = folder
        self.options = options
        if let stations {
            let bytes = try await runBlocking { try SetFiles.read(stations) }
            guard let snapshot = bytes.flatMap(StationTable.snapshot) else {
                throw EvaluationSetError(stations, "is no table of stations")
            }
            city.adopt(snapshot)
        }
        passages = try await Self.passages(corpus)
    }

    /// The assistant over the corpus, from whose lists of questions `hidden` are left out.
    private func evaluation(without hidden: Set<String> = []) -> OwnSetEvaluation {
        let passages = hidden.isEmpty ? passages : passages.map { $0.without(lines: hidden) }
        let search = search(passages)
        let catalog = PassageCatalog(PassageFacts(passages))
        var parts = Assistant.Parts(search: search, catalog: catalog, city: city, clock: .real)
        parts.likeness = { search.routeLikeness($0, $1) }
        return OwnSetEvaluation(assistant: Assistant(parts), passages: passages)
    }

    private func search(_ passages: [Passage]) -> AskedSearch {
        let search = AskedSearch(RetrievalEngine(PassageIndex(), options: options))
        search.replace(index: PassageIndex(passages))
        return search
    }

    /// The practice questions, fifth by fifth: many of them are counter-examples in the corpus, and each is judged as if it
    /// were new.
    private func practised(_ questions: [LabelledQuestion]) async throws -> [OwnSetEvaluation.Outcome] {
        var outcomes: [OwnSetEvaluation.Outcome] = []
        for fold in 0..<Self.folds {
            let fifth = questions.indices.filter { $0 % Self.folds == fold }.map { questions[$0] }
            guard !fifth.isEmpty else { continue }
            outcomes += try await evaluation(without: Set(fifth.map(\.text))).run(fifth)
        }
        return outcomes
    }

    private static let folds = 5

    private static func passages(_ folder: String) async throws -> [Passage] {
        let source = FolderSource(path: folder)
        let parser = DocumentParser()
        var passages: [Passage] = []
        for file in try await source.list().files {
            let parsed = parser.parse(try await source.read(file))
            if let failure = parsed.failures.first { throw failure.error }
            passages += parsed.documents.flatMap { PreparedDocument($0).passages }
        }
        return passages
    }

    /// The figures; with `features` the file gets what the judge saw of each question, with `fits` the judge is fitted anew.
    func lines(misses: Int, features: String? = nil, fits: Bool = false) async throws -> [String] {
        let folder = folder
        let (questions, heldOut, practice, live, practiceRoutes) = try await runBlocking {
            let questions = try SetFiles.read("\(folder)/questions.jsonl").map { try LabelledQuestion.read($0) }
            let heldOut = try SetFiles.read("\(folder)/held-out.jsonl").map { try LabelledQuestion.read($0) }
            let practice = try SetFiles.read("\(folder)/practice.jsonl").map { try LabelledQuestion.read($0) }
            let live = try SetFiles.read("\(folder)/live-questions.jsonl").map { try LabelledLiveQuestion.read($0) }
            let routes = try SetFiles.read("\(folder)/practice-routes.jsonl").map { try LabelledLiveQuestion.read($0) }
            return (questions ?? [], heldOut ?? [], practice ?? [], live ?? [], routes ?? [])
        }
        let evaluation = evaluation()
        let outcomes = try await evaluation.run(questions)
        let practised = try await practised(practice)
        if let features { try await Self.write(outcomes + practised, to: features) }
        let odd = outcomes.filter { !$0.question.isEven }
        let search = search(passages)
        let routes = RoutingEvaluation(questions: practiceRoutes, city: city, search: search)
        guard !fits else {
            // The corpus holds some of the practice questions; each is judged as if it were new.
            let hidden = Set(practice.map(\.text))
            let unseen = self.search(passages.map { $0.without(lines: hidden) })
            let guide = odd.map(\.question) + practice
            let samples = { (questions: [LabelledLiveQuestion]) in
                RoutingEvaluation(questions: questions, city: city, search: unseen).samples()
            }
            let fit = RouteFit(
                samples: samples(
                    practiceRoutes + live.filter { !$0.isEven } + guide.filter(\.isAnswerable).map(\.asRouted)
                ),
                beside: samples(guide.filter { !$0.isAnswerable }.map(\.asRouted))
            )
            let beside = try await evaluation.liveAnswers(practiceRoutes + live.filter { !$0.isEven })
            return Self.fit(odd, practised) + [Self.fitBeside(beside)] + fit.lines
        }
        var lines = evaluation.report(practised).lines("practice") + routes.lines("practice", misses: misses)
        lines.append("practice: " + Self.beside(try await evaluation.liveAnswers(practiceRoutes)))
        for (name, isEven) in [("odd half", false), ("even half", true)] {
            let half = outcomes.filter { $0.question.isEven == isEven }
            lines += evaluation.report(half).lines(name)
            let questions = live.filter { $0.isEven == isEven }
            let routes = RoutingEvaluation(questions: questions, city: city, search: search)
            lines += routes.lines(name, misses: isEven ? 0 : misses)
            lines.append("\(name): " + Self.beside(try await evaluation.liveAnswers(questions)))
        }
        if !heldOut.isEmpty { lines += evaluation.report(try await evaluation.run(heldOut)).lines("held out") }
        return lines + OwnSetEvaluation.misses(odd, limit: misses)
    }

    /// Both of the judge's models, fitted on the practice questions and the odd half; the odd half gives the thresholds.
    private static func fit(_ odd: [OwnSetEvaluation.Outcome], _ practised: [OwnSetEvaluation.Outcome]) -> [String] {
        let fit = EvidenceFit(samples: samples(odd + practised))
        let answerable = odd.filter(\.question.isAnswerable)
        let elsewhere = answerable.count { $0.answer.route != .guide && $0.answer.outcome != .answered }
        let allowed = Int(Double(answerable.count) * refusedShare) - elsewhere
        return [("ofAsks", EvidenceSign.ofAsks), ("ofWords", EvidenceSign.ofWords)].flatMap { name, signs in
            var model = fit.model(signs)
            model.threshold = EvidenceFit(samples: samples(odd)).threshold(of: model, allowed: allowed)
            return ["\(name): bias \(rounded(model.bias)), threshold \(rounded(model.threshold))"]
                + signs.map { "  \($0.rawValue) \(rounded(model.weights[$0] ?? 0))" }
        }
    }

    private static func beside(_ answers: [Answer]) -> String {
        "guide beside counts \(OwnSetEvaluation.besideShare(answers).text)"
    }

    /// The probability, by the shipped judge, that hardly a question for counts reaches: fit again once the judge is replaced.
    private static func fitBeside(_ answers: [Answer]) -> String {
        let judge = EvidenceJudge()
        let sorted = answers.compactMap(\.evidence).map(judge.probability).sorted()
        let place = Int(Double(sorted.count) * (1 - besideShare))
        return "besideLive: \(rounded(sorted.isEmpty ? 1 : sorted[min(place, sorted.count - 1)])) of \(sorted.count)"
    }

    /// Questions for counts that may get words of the guide they did not ask for.
    private static let besideShare = 0.03

    /// Answerable questions of the odd half that may be refused; the even half may be a little worse than that.
    private static let refusedShare = 0.04

    private static func samples(_ outcomes: [OwnSetEvaluation.Outcome]) -> [EvidenceFit.Sample] {
        outcomes.compactMap { outcome in
            guard outcome.answer.route == .guide, let features = outcome.answer.evidence else { return nil }
            return EvidenceFit.Sample(features: features, isAnswerable: outcome.question.isAnswerable)
        }
    }

    private static func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

    private static func write(_ outcomes: [OwnSetEvaluation.Outcome], to path: String) async throws {
        let names = EvidenceSign.allCases.map(\.rawValue)
        var text = (["id", "half", "answerable", "route", "outcome", "rank"] + names).joined(separator: ",") + "\n"
        for outcome in outcomes {
            let evidence = outcome.answer.evidence ?? EvidenceFeatures()
            let known = EvidenceSign.allCases.map { "\(evidence[$0])" }
            let head = [
                outcome.question.id, outcome.question.isEven ? "even" : "odd", "\(outcome.question.isAnswerable)",
                outcome.answer.route.rawValue, outcome.answer.outcome.rawValue, outcome.rank.map(String.init) ?? "",
            ]
            text += (head + known).joined(separator: ",") + "\n"
        }
        let bytes = Array(text.utf8)
        try await runBlocking { try OutputFile.create(path: path).write(bytes) }
    }
}

extension LabelledQuestion {
    /// As one that asks for neither stations nor posts.
    fileprivate var asRouted: LabelledLiveQuestion { LabelledLiveQuestion(text: text, intent: "howto") }
}

extension Passage {
    /// The same without these of its keywords.
    fileprivate func without(lines: Set<String>) -> Passage {
        var copy = self
        copy.keywords = keywords.split(separator: "\n").map(String.init).filter { !lines.contains($0) }
            .joined(separator: "\n")
        return copy
    }
}
