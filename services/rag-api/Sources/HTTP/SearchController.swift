import Core
import HTTPTypes
import Hummingbird
import Retrieval
import ServiceKit

/// `GET /api/search`: the passages found for a query.
struct SearchController {
    let search: any PassageSearching
    let catalog: PassageCatalog
    let gate: ChatGate
    let admin: AdminGuard
    let metrics: RAGMetrics?

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/search", use: find)
    }

    @Sendable
    private func find(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let query = try SearchQuery(request, facts: catalog.facts)
        let retrieval = try await gate.enter {
            await search.search(RetrievalQuery(query.text, filter: query.filter, limit: query.limit))
        }
        metrics?.searched(retrieval.trace)
        let showsTrace = query.debug && admin.admits(request)
        return .json(
            Self.json(query.text, retrieval, limit: query.limit, showsTrace: showsTrace),
            headers: [.cacheControl: "no-store"]
        )
    }

    private static func json(_ text: String, _ retrieval: Retrieval, limit: Int, showsTrace: Bool) -> [UInt8] {
        var writer = JSONWriter(capacity: 8192)
        writer.beginObject()
        writer.field("query", text)
        writer.field("coverage", Double(retrieval.coverage), decimals: 3)
        writer.key("results")
        writer.beginArray()
        for found in retrieval.passages.prefix(limit) { write(found, into: &writer) }
        writer.endArray()
        if showsTrace {
            writer.key("trace")
            writer.beginObject()
            TraceJSON.write(retrieval.trace, into: &writer)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ found: RetrievedPassage, into writer: inout JSONWriter) {
        let passage = found.passage
        writer.beginObject()
        writer.field("passage_id", passage.id)
        writer.field("document_id", passage.documentID)
        writer.field("title", passage.title)
        writer.field("heading", passage.heading)
        writer.field("text", passage.text)
        writer.field("score", Double(found.score), decimals: 5)
        writer.field("language", passage.language)
        writer.field("kind", passage.kind)
        writer.optional("district", passage.district)
        writer.optional("date", passage.date)
        writer.field("source", passage.source)
        writer.optional("url", passage.sourceURL)
        writer.endObject()
    }
}

/// The parameters of `/api/search`.
struct SearchQuery {
    private(set) var text = ""
    private(set) var limit = 8
    private(set) var debug = false
    private var fields: FilterFields

    var filter: PassageFilter { fields.filter }

    static let limits = 1...50

    /// Throws a 400 that names every parameter that cannot be used.
    init(_ request: Request, facts: PassageFacts) throws(Problem) {
        fields = FilterFields(facts: facts)
        var problems = FieldProblems()
        var hasText = false
        // A form sends a blank as a plus, and a plus as %2B.
        var head = request.head
        head.path = head.path?.replacing("+", with: "%20")
        for (name, value) in Request(head: head, body: request.body).uri.queryParameters {
            let (name, value) = (String(name), String(value))
            switch name {
            case "q":
                hasText = true
                text = value
                problems.checkQuestion(value, field: name)
            case "limit":
                limit = Int(value) ?? 0
                if !Self.limits.contains(limit) { problems.add(name, "must be a whole number from 1 to 50") }
            case "kind", "language", "district":
                fields.set("\(name)s", value.split(separator: ",").map(String.init), path: name, problems: &problems)
            case "since", "until": fields.set(name, [value], path: name, problems: &problems)
            case "debug":
                debug = value == "true"
                if !debug, value != "false" { problems.add(name, "must be true or false") }
            default:
                problems.add(
                    String(name.prefix(40)),
                    "is no parameter of this path; there are q, limit, kind, language, district, since, until and debug"
                )
            }
        }
        if !hasText { problems.add("q", "is required") }
        try problems.check("query")
    }
}
