import ArgumentParser
import Blocking
import Core
import Retrieval
import ServiceKit

/// `rag-api measure retrieval`: indexing, each leg and the whole search on many passages, one question after the other.
struct MeasureRetrievalCommand: ServiceCommand {
    static let serviceName = "rag-api"
    static let logStream = StandardStream.error
    static let configuration = CommandConfiguration(
        commandName: "retrieval",
        abstract: "Time indexing and searching on passages mixed from a labelled set.",
        shouldDisplay: false
    )

    @Option(help: "Folder with corpus.jsonl, queries.jsonl and qrels.tsv.")
    var data: String

    @Option(help: "Passages.")
    var passages = 50_000

    @Option(help: "Questions asked.")
    var questions = 1000

    @Option(help: "Write passages and questions here, as JSON lines, and measure nothing.")
    var write: String?

    init() {}

    func run(in runtime: ServiceRuntime) async throws {
        let set = try EvaluationSet.load(folder: data, read: SetFiles.read)
        var mixer = PassageMixer(set.passages)
        let mixed = mixer.passages(passages)
        let step = max(1, set.questions.count / questions)
        let asked = stride(from: 0, to: set.questions.count, by: step).prefix(questions).map { set.questions[$0].text }
        if let write {
            try OutputFile.create(path: write).write(Self.lines(mixed.map(\.searchable), asked))
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("passages", mixed.count)
        writer.field("questions", asked.count)
        try await measure(mixed, asked, into: &writer)
        measureWide(&mixer, count: mixed.count, into: &writer)
        writer.endObject()
        StandardStream.output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
    }

    private func measure(_ passages: [Passage], _ asked: [String], into writer: inout JSONWriter) async throws {
        var index = PassageIndex()
        for (name, vectors) in [
            ("lexical", IndexConfiguration.VectorSource.none), ("whole", .builtIn(dimensions: 256)),
        ] {
            let spent = Stopwatch.milliseconds {
                index = PassageIndex(passages, configuration: .init(vectors: vectors))
            }
            writer.field("\(name)_passages_per_second", Int(Double(passages.count) / spent * 1000))
        }
        let lexical = asked.map { text in Stopwatch.milliseconds { _ = index.lexical(LexicalQuery(text), limit: 20) } }
        Self.write("lexical", lexical, into: &writer)
        if let embedder = index.hashedEmbedder {
            let nearest = asked.map { text in
                Stopwatch.milliseconds { _ = index.nearest(to: embedder.vector(text), limit: 20) }
            }
            Self.write("vectors", nearest, into: &writer)
        }
        let engine = RetrievalEngine(index)
        var everything: [Double] = []
        for text in asked {
            let start = ContinuousClock.now
            _ = await engine.search(RetrievalQuery(text))
            everything.append(Stopwatch.milliseconds(since: start))
        }
        Self.write("everything", everything, into: &writer)
        let bytes = index.bytes
        var loaded = PassageIndex()
        let loading = try Stopwatch.milliseconds { loaded = try PassageIndex(bytes: bytes) }
        guard loaded.count == index.count else { throw ValidationError("The saved index lost passages.") }
        writer.field("saved_bytes", bytes.count)
        writer.field("loading_ms", loading, decimals: 1)
    }

    /// Exact search among as many vectors of 1,024 numbers, as an embedding model gives them.
    private func measureWide(_ mixer: inout PassageMixer, count: Int, into writer: inout JSONWriter) {
        let dimensions = 1024
        var vectors: [[Float]] = []
        for _ in 0..<count { vectors.append(mixer.vector(dimensions)) }
        let index = PassageIndex(
            (0..<count).map { Passage(id: "p\($0)", documentID: "d", text: "가나다") },
            vectors: vectors,
            configuration: .init(vectors: .given(embedder: "measured", dimensions: dimensions))
        )
        var times: [Double] = []
        for _ in 0..<min(questions, 200) {
            let wanted = mixer.vector(dimensions)
            times.append(Stopwatch.milliseconds { _ = index.nearest(to: wanted, limit: 20) })
        }
        Self.write("wide_vectors", times, into: &writer)
    }

    private static func write(_ name: String, _ milliseconds: [Double], into writer: inout JSONWriter) {
        let sorted = milliseconds.sorted()
        guard !sorted.isEmpty else { return }
        writer.field("\(name)_p50_ms", sorted[sorted.count / 2], decimals: 3)
        writer.field("\(name)_p99_ms", sorted[min(sorted.count - 1, sorted.count * 99 / 100)], decimals: 3)
    }

    private static func lines(_ passages: [String], _ questions: [String]) -> [UInt8] {
        var writer = JSONWriter(capacity: passages.count * 1024)
        for (kind, texts) in [("passage", passages), ("question", questions)] {
            for text in texts {
                writer.beginObject()
                writer.field(kind, text)
                writer.endObject()
                writer.endLine()
            }
        }
        return writer.bytes
    }
}

extension Passage {
    fileprivate var searchable: String { "\(title)\n\(text)" }
}

/// Times of single steps.
private enum Stopwatch {
    static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return milliseconds(since: start)
    }

    static func milliseconds(since start: ContinuousClock.Instant) -> Double {
        let spent = (ContinuousClock.now - start).components
        return Double(spent.seconds) * 1000 + Double(spent.attoseconds) * 1e-15
    }
}
