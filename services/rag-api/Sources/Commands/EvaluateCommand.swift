package import ArgumentParser
import Blocking
import Core
import Documents
import Retrieval
package import ServiceKit

/// `rag-api evaluate`: retrieval on a set with relevance labels, or the whole assistant on the project's own questions.
package struct EvaluateCommand: ServiceCommand {
    package static let serviceName = "rag-api"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judge retrieval on labelled sets, or the assistant on the project's own questions.",
        discussion: """
            With --data: a folder with corpus.jsonl, queries.jsonl and qrels.tsv (each also as .gz). Without: the questions of \
            services/rag-api/evaluation over the corpus beside them. Steps: variants, vector, rerank, deduplicate.
            """
    )

    @Option(help: "Folder with corpus.jsonl, queries.jsonl and qrels.tsv.")
    var data: String?

    @Option(help: ArgumentHelp("Switch a step off (several times).", valueName: "step"))
    var without: [SearchStep] = []

    @Option(help: ArgumentHelp("Compare with the same without this step; all steps at once: all.", valueName: "step"))
    var compare: SearchStep?

    @Flag(help: "Leave every blank out of the questions.")
    var withoutBlanks = false

    @Option(help: "Questions that went wrong to show, with what was found.")
    var misses = 0

    @Option(help: "Folder of the corpus for the project's own questions.")
    var corpus: String?

    @Option(help: "Folder of the project's own questions.")
    var questions: String?

    @Option(help: "Table of stations (CSV) in which places are looked up, for the questions about stations.")
    var stations: String?

    @Option(help: "File for what was known of each of the project's own questions, as CSV.")
    var features: String?

    @Flag(help: "Fit the judge of evidence on the practice questions and the odd half, and print its weights.")
    var fit = false

    package init() {}

    package func run(in runtime: ServiceRuntime) async throws {
        let output = StandardStream.output
        if let data {
            let evaluation = SetEvaluation(folder: data, withoutBlanks: withoutBlanks)
            for line in try await evaluation.run(without: Set(without), compare: compare, misses: misses) {
                output.writeLine(line)
            }
            return
        }
        guard let corpus = CorpusFolder.find(configured: corpus),
            let folder = questions ?? CorpusFolder.findEvaluation()
        else { throw ValidationError("There is no corpus or no folder of questions here; name them.") }
        let evaluation = try await OwnSetRun(
            corpus: corpus,
            folder: folder,
            stations: stations,
            options: SearchStep.options(without: Set(without))
        )
        for line in try await evaluation.lines(misses: misses, features: features, fits: fit) { output.writeLine(line) }
    }
}

/// A step of a search that can be switched off.
enum SearchStep: String, ExpressibleByArgument, CaseIterable, Sendable {
    case variants
    case vector
    case rerank
    case deduplicate
    /// Everything but BM25.
    case all

    static func options(without steps: Set<SearchStep>) -> RetrievalOptions {
        var options = RetrievalOptions()
        let bare = RetrievalOptions.lexicalOnly
        if steps.contains(.all) { return bare }
        if steps.contains(.variants) { options.variants = bare.variants }
        if steps.contains(.vector) { options.builtInVectorWeight = 0 }
        if steps.contains(.rerank) { options.rerankDepth = 0 }
        if steps.contains(.deduplicate) {
            options.duplicateOverlap = bare.duplicateOverlap
            options.passagesPerDocument = bare.passagesPerDocument
        }
        return options
    }
}
