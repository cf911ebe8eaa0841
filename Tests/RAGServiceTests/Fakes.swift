import Core
import RAGService
import Retrieval
import Synchronization

/// A search that finds passages by their words, well enough for tests.
struct WordSearch: PassageSearching {
    var passages: [Passage]
    /// Remembers the queries.
    let log = QueryLog()

    func search(_ query: RetrievalQuery) async -> Retrieval {
        log.add(query)
        let terms = QuestionTerms(query.text, dropsAskingWords: true)
        let scored = passages.filter(query.filter.allows).map { passage in
            let text = [passage.title, passage.heading, passage.keywords, passage.text].joined(separator: " ")
            return RetrievedPassage(passage, score: Float(terms.covered(by: QuestionTerms(text))))
        }
        let found = scored.filter { $0.score > 0 }.sorted { $0.score > $1.score }.prefix(query.limit)
        return Retrieval(
            passages: Array(found),
            coverage: found.first?.score ?? 0,
            trace: RetrievalTrace(
                variants: query.variants,
                steps: [
                    .init(
                        "lexical",
                        microseconds: 12,
                        hits: found.map { ScoredID($0.passage.id, $0.score) },
                        notes: ["state": "on"]
                    )
                ]
            )
        )
    }
}

/// The queries a search was asked, in order.
final class QueryLog: Sendable {
    private let queries = Mutex<[RetrievalQuery]>([])

    var all: [RetrievalQuery] { queries.withLock { $0 } }

    func add(_ query: RetrievalQuery) { queries.withLock { $0.append(query) } }
}

/// A language model that says what a test wants.
struct ScriptedModel: LanguageModel {
    enum Script: Sendable {
        /// Pieces, then the end.
        case pieces([String])
        /// Pieces, then an error.
        case broken([String])
        /// Pieces, then nothing for ever.
        case hanging([String])
    }

    struct Broken: Error {}

    var name = "scripted"
    /// What it answers to messages; routing and rewriting ask it too.
    var answer: @Sendable ([ChatMessage]) -> Script

    init(_ script: Script) {
        answer = { messages in
            // Only the grounded prompt gets the script: the short questions before it get nonsense.
            messages.last?.content.contains("<passages>") == true ? script : .pieces(["?"])
        }
    }

    init(answer: @escaping @Sendable ([ChatMessage]) -> Script) {
        self.answer = answer
    }

    func reply(to messages: [ChatMessage], limit: ReplyLimit) -> AsyncThrowingStream<String, any Error> {
        let script = answer(messages)
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: String.self)
        switch script {
        case .pieces(let pieces):
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        case .broken(let pieces):
            for piece in pieces { continuation.yield(piece) }
            continuation.finish(throwing: Broken())
        case .hanging(let pieces):
            for piece in pieces { continuation.yield(piece) }
        }
        return stream
    }
}

/// Passages about the service, written for tests.
enum SmallCorpus {
    static let passages = [
        Passage(
            id: "fares.ko#0",
            documentID: "fares.ko",
            title: "이용권과 요금",
            text: "일일권은 1시간권 1,000원과 2시간권 2,000원이 있어요. 정기권은 7일, 30일, 180일, 365일권이 있어요.\n기본 시간을 넘기면 5분마다 200원이 추가로 나와요.",
            keywords: "가격 얼마 비용",
            kind: "fare",
            date: "2026-10-01",
            source: "ttareungi 안내",
            sourceURL: "/docs/fares"
        ),
        Passage(
            id: "return.ko#0",
            documentID: "return.ko",
            title: "반납하기",
            text: "자전거를 거치대에 세우고 잠금장치를 닫으면 반납이 끝나요. 대여소가 가득 차 있으면 옆 자전거에 연결해 반납할 수 있어요.",
            keywords: "만차 꽉",
            date: "2026-10-01",
            source: "ttareungi 안내"
        ),
        Passage(
            id: "fares.en#0",
            documentID: "fares.en",
            title: "Passes and fares",
            text: "A day pass costs 1,000 won for one hour. A two-hour day pass costs 2,000 won.",
            language: "en",
            kind: "fare",
            date: "2026-10-01",
            source: "ttareungi guide"
        ),
        Passage(
            id: "post-7#0",
            documentID: "post-7",
            title: "안장이 젖어 있어요",
            text: "망원역 자전거 안장이 젖어 있었어요. 일일권 요금은 공짜래요.",
            kind: "post",
            date: "2026-11-20",
            source: "게시판"
        ),
    ]

    static var catalog: PassageCatalog {
        var facts = PassageFacts()
        facts.passages = passages.count
        facts.documents = passages.count
        facts.kinds = Set(passages.map(\.kind))
        facts.languages = Set(passages.map(\.language))
        return PassageCatalog(facts)
    }

    /// An assistant over these passages.
    static func assistant(
        _ extra: [Passage] = [],
        model: (any LanguageModel)? = nil,
        search: (any PassageSearching)? = nil,
        change: (inout Assistant.Parts) -> Void = { _ in }
    ) -> Assistant {
        var parts = Assistant.Parts(
            search: search ?? WordSearch(passages: passages + extra),
            catalog: catalog,
            city: SmallCity.city(),
            clock: SmallCity.clock()
        )
        parts.model = model
        // The shipped threshold is fitted to the engine's scores, not to this search's.
        parts.judge = EvidenceJudge(threshold: 0.0005)
        change(&parts)
        return Assistant(parts)
    }
}

/// The pieces of an answer as they are emitted.
final class Emitted: Sendable {
    private let pieces = Mutex<[String]>([])

    /// Joined as clients join them.
    var text: String { pieces.withLock { $0.joined(separator: "\n") } }

    func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
}
