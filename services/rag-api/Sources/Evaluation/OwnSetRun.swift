import Blocking
import Core
import Documents
import Retrieval
import ServiceKit

/// The assistant on the project's own questions, over its own corpus, without any service.
struct OwnSetRun {
    private let folder: String
    private let evaluation: OwnSetEvaluation

    private let city = LiveCity()

    /// Reads the corpus at `corpus`; the questions lie in `folder`. With a table of stations places are looked up in it.
    init(corpus: String, folder: String, stations: String?, options: RetrievalOptions) async throws {
        self.folder = folder
        if let stations {
            let bytes = try await runBlocking { try SetFiles.read(stations) }
            guard let snapshot = bytes.flatMap(StationTable.snapshot) else {
                throw EvaluationSetError(stations, "is no table of stations")
            }
            city.adopt(snapshot)
        }
        let passages = try await Self.passages(corpus)
        let catalog = PassageCatalog(PassageFacts(passages))
        let engine = AskedSearch(RetrievalEngine(PassageIndex(), options: options))
        engine.replace(index: PassageIndex(passages))
        evaluation = OwnSetEvaluation(
            assistant: Assistant(Assistant.Parts(search: engine, catalog: catalog, city: city, clock: .real)),
            passages: passages
        )
    }

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

    /// The figures; with `features` the file gets what the judge saw of each question.
    func lines(misses: Int, features: String? = nil) async throws -> [String] {
        let folder = folder
        let (questions, live) = try await runBlocking {
            let questions = try SetFiles.read("\(folder)/questions.jsonl").map { try LabelledQuestion.read($0) }
            let live = try SetFiles.read("\(folder)/live-questions.jsonl").map { try LabelledLiveQuestion.read($0) }
            return (questions ?? [], live ?? [])
        }
        let outcomes = try await evaluation.run(questions)
        if let features { try await Self.write(outcomes, to: features) }
        var lines: [String] = []
        for (name, isEven) in [("odd half", false), ("even half", true)] {
            let half = outcomes.filter { $0.question.isEven == isEven }
            lines += evaluation.report(half).lines(name)
            let questions = live.filter { $0.isEven == isEven }
            lines += RoutingEvaluation(questions: questions, city: city).lines(name, misses: misses)
        }
        return lines + OwnSetEvaluation.misses(outcomes, limit: misses)
    }

    private static func write(_ outcomes: [OwnSetEvaluation.Outcome], to path: String) async throws {
        let names = EvidenceFeatures().named.map(\.name)
        var text = (["id", "half", "answerable", "route", "outcome", "rank"] + names).joined(separator: ",") + "\n"
        for outcome in outcomes {
            let known = (outcome.answer.evidence ?? EvidenceFeatures()).named.map { "\($0.value)" }
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
