import Core
import Documents
import HTTPTypes
import Hummingbird
import ServiceKit

/// `/api/documents`: what the index is made of.
struct DocumentsController {
    let repository: any DocumentRepository
    let indexer: DocumentIndexer
    let keeper: IndexKeeper
    let admin: AdminGuard
    /// Who brings documents through here.
    static let origin = "api"
    private static let parser = DocumentParser()

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/documents", use: list)
        router.get("/api/documents/:document", use: read)
        let protected = router.group().add(middleware: admin)
        protected.post("/api/documents", use: add)
        protected.put("/api/documents/:document", use: replace)
        protected.delete("/api/documents/:document", use: remove)
    }

    @Sendable
    private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let page = try await repository.list(DocumentListQuery(request).query)
        return .json(DocumentJSON.list(page), headers: [.cacheControl: "no-cache"])
    }

    @Sendable
    private func read(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let id = try context.parameters.require("document")
        guard let content = try await repository.document(id) else { throw Self.notFound }
        return .json(DocumentJSON.document(content), headers: [.cacheControl: "no-cache"])
    }

    @Sendable
    private func add(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try await store(try await input(request, id: request.uri.queryParameters["id"].map(String.init) ?? ""), id: nil)
    }

    @Sendable
    private func replace(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let id = try context.parameters.require("document")
        return try await store(try await input(request, id: id), id: id)
    }

    @Sendable
    private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let id = try context.parameters.require("document")
        let removed = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            let removed = try await indexer.remove([id])
            if !removed.isEmpty { try await keeper.refresh() }
            return removed
        }
        guard !removed.isEmpty else { throw Self.notFound }
        return Response(status: .noContent)
    }

    private static var notFound: Problem { .notFound("There is no document with this id.") }

    private func input(_ request: Request, id: String) async throws -> DocumentInput {
        guard let format = request.headers[.contentType].flatMap(DocumentFormat.init(contentType:)),
            format != .jsonLines
        else {
            throw Problem.unsupportedMediaType(
                "Send the document as text/markdown, text/html, text/plain or application/json."
            )
        }
        let body = try await request.collectBody(limit: Self.parser.limits.documentBytes)
        return DocumentInput(
            Array(body.readableBytesView),
            format: format,
            name: id.isEmpty ? "body" : id,
            defaults: DocumentFields(id: id)
        )
    }

    /// Stores one document and has it searched before it answers.
    private func store(_ input: DocumentInput, id: String?) async throws -> Response {
        let parsed = Self.parser.parse(input)
        if let failure = parsed.failures.first { throw Self.problem(failure) }
        guard parsed.documents.count == 1, let document = parsed.documents.first else {
            throw Problem.badRequest("Send one document a request.")
        }
        guard !input.defaults.id.isEmpty || document.fields.id != "body" else {
            throw Problem.invalid("id", "is required: in the document itself, or as the parameter id")
        }
        if let id, document.fields.id != id {
            throw Problem.invalid("id", "is '\(document.fields.id)' in the document and '\(id)' in the path")
        }
        // Away from the connection's event loop: the index takes its time, and others wait on the loop.
        let report = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            let report = try await indexer.index([input], origin: Self.origin)
            if report.failed.isEmpty { try await keeper.refresh() }
            return report
        }
        if let failure = report.failed.first { throw Self.problem(failure) }
        return .json(
            DocumentJSON.stored(document.fields.id, report),
            status: report.added > 0 ? .created : .ok,
            headers: [.location: "/api/documents/\(document.fields.id)", .cacheControl: "no-store"]
        )
    }

    private static func problem(_ failure: DocumentFailure) -> any Error {
        guard let error = failure.error as? DocumentError else { return failure.error }
        switch error.code {
        case .idTaken, .conflict: return Problem.conflict(error.message)
        case .tooLarge: return Problem(.contentTooLarge, detail: error.message)
        default:
            let field = error.line.map { "line \($0)" } ?? "body"
            return Problem.badRequest(
                "The document cannot be taken: \(error.message)",
                errors: [Problem.FieldError(field: field, message: error.message)]
            )
        }
    }
}

/// The parameters of `GET /api/documents`.
struct DocumentListQuery {
    private(set) var query = DocumentQuery(limit: 100)

    /// Throws a 400 that names every parameter that cannot be used.
    init(_ request: Request) throws(Problem) {
        var problems = FieldProblems()
        for (name, value) in request.uri.queryParameters {
            let (name, value) = (String(name), String(value))
            guard value.utf8.count <= 300 else {
                problems.add(name, "is too long")
                continue
            }
            switch name {
            case "cursor": query.after = value
            case "kind": query.kind = value
            case "language": query.language = value
            case "origin": query.origin = value
            case "limit":
                guard let limit = Int(value), (1...1000).contains(limit) else {
                    problems.add(name, "must be a whole number from 1 to 1000")
                    continue
                }
                query.limit = limit
            default:
                problems.add(
                    String(name.prefix(40)),
                    "is no parameter of this path; there are cursor, limit, kind, language and origin"
                )
            }
        }
        try problems.check("query")
    }
}
