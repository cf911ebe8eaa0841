import HTTPTypes
import Hummingbird
import ServiceKit

/// Posts, reactions to them, and what was done with them.
struct PostsController: Sendable {
    static let pageLimit = 100
    /// 20,000 characters of four bytes, each of which JSON may write as an escape, with room for the rest.
    static let bodyLimit = 300_000

    let reader: PostReader
    let editor: PostEditor
    let reactions: Reactions
    let purger: PostPurge
    let auditReader: AuditReader
    let gate: WriteGate

    func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        if let cursor = try request.query("changed_since") {
            return try await changes(request, since: cursor)
        }
        var query = PostQuery()
        query.status = try request.choice("status", PostQuery.Status.self) ?? .live
        query.category = try request.choice("category", PostCategory.self)
        query.stationID = try request.query("station_id")
        query.authorID = try request.integer("author_id", in: 1...Int64.max)
        query.kind = try request.choice("kind", PostKind.self)
        query.state = try request.choice("state", FaultState.self)
        query.sort = try request.choice("sort", PostQuery.Sort.self) ?? .newest
        query.limit = try request.integer("limit", in: 1...Self.pageLimit) ?? 20
        let words = try request.text("q").map(TextSearch.words)
        if words != nil, query.sort != .newest {
            throw Problem.invalid("sort", "is always newest in a search")
        }
        if words != nil, query.status != .live { throw Problem.invalid("status", "is always live in a search") }
        if let text = try request.query("cursor") {
            guard let cursor = PostCursor(text), cursor.sort == query.sort else {
                throw Problem.invalid("cursor", "is not one of this list")
            }
            query.after = cursor
        }
        let principal = query.status == .live ? nil : try await gate.authenticator.principal(request)
        let (body, next) = try await reader.list(query, words: words, for: principal)
        return .page(body, link: next.map { request.nextLink(cursor: $0.text) })
    }

    private func changes(_ request: Request, since cursor: String) async throws -> Response {
        guard let number = cursor.isEmpty ? 0 : Int64(cursor), number >= 0 else {
            throw Problem.invalid("changed_since", "is not a cursor of this feed")
        }
        let limit = try request.integer("limit", in: 1...Self.pageLimit) ?? Self.pageLimit
        return .page(try await reader.changes(after: number, limit: limit), link: nil)
    }

    func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        let (draft, key) = try await request.decodedWithKey(PostDraft.self, limit: Self.bodyLimit)
        return try await editor.create(draft, by: principal, key: key).response
    }

    func read(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.authenticator.optionalPrincipal(request)
        // Who asks for the head alone has not seen the post.
        let isView = request.method != .head
        return try await reader.post(try context.id("post"), for: principal, isView: isView).response
    }

    func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        let id = try context.id("post")
        let condition = try EntityTagCondition(request.headers)
        let patch = try await request.decoded(PostPatch.self, limit: Self.bodyLimit)
        return try await editor.change(id, patch, if: condition, by: principal).response
    }

    func delete(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        let condition = try EntityTagCondition(request.headers)
        try await editor.delete(try context.id("post"), if: condition, by: principal)
        return Response(status: .noContent)
    }

    func restore(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        return try await editor.restore(try context.id("post"), by: principal).response
    }

    func purge(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        try await purger.purge(try context.id("post"), by: principal)
        return Response(status: .noContent)
    }

    func audit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.authenticator.principal(request)
        let (cursor, limit) = try request.downwardPage()
        let (body, next) = try await auditReader.entries(
            of: try context.id("post"),
            below: cursor,
            limit: limit,
            for: principal
        )
        return .page(body, link: next.map { request.nextLink(cursor: String($0)) })
    }

    func react(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        try await reactions.give(try kind(context), to: try context.id("post"), by: principal)
        return Response(status: .noContent)
    }

    func takeReactionBack(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        try await reactions.takeBack(try kind(context), from: try context.id("post"), by: principal)
        return Response(status: .noContent)
    }

    private func kind(_ context: AppRequestContext) throws(Problem) -> ReactionKind {
        guard let kind = context.parameters.get("reaction").flatMap({ ReactionKind(rawValue: $0) }) else {
            throw .notFound("There is no such reaction.")
        }
        return kind
    }
}

extension Request {
    /// A page of a list that goes down from the latest id.
    func downwardPage() throws(Problem) -> (cursor: Int64, limit: Int) {
        let cursor = try integer("cursor", in: 1...Int64.max)
        let limit = try integer("limit", in: 1...PostsController.pageLimit)
        return (cursor ?? .max, limit ?? 50)
    }
}

extension Response {
    /// A page of a list.
    static func page(_ body: [UInt8], link: String?) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers[.link] = link
        return .json(body, headers: headers)
    }
}
