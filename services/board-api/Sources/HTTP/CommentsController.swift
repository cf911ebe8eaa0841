import HTTPTypes
import Hummingbird
import ServiceKit

/// Comments under a post.
struct CommentsController: Sendable {
    let reader: CommentReader
    let editor: CommentEditor
    let gate: WriteGate

    func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let after = try request.integer("cursor", in: 1...Int64.max) ?? 0
        let limit = try request.integer("limit", in: 1...PostsController.pageLimit) ?? 50
        let (body, next) = try await reader.list(on: try context.id("post"), after: after, limit: limit)
        return .page(body, link: next.map { request.nextLink(cursor: String($0)) })
    }

    func search(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard let words = try request.text("q").map(TextSearch.words) else {
            throw Problem.invalid("q", "is required")
        }
        let (cursor, limit) = try request.downwardPage()
        let (body, next) = try await reader.search(words, below: cursor, limit: limit)
        return .page(body, link: next.map { request.nextLink(cursor: String($0)) })
    }

    func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        let post = try context.id("post")
        let (draft, key) = try await request.decodedWithKey(
            CommentDraft.self,
            limit: PostsController.bodyLimit
        )
        return try await editor.create(draft, on: post, by: principal, key: key).response
    }

    func read(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.authenticator.optionalPrincipal(request)
        return try await reader.comment(try context.id("comment"), on: try context.id("post"), for: principal).response
    }

    func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        let (post, id) = (try context.id("post"), try context.id("comment"))
        let condition = try EntityTagCondition(request.headers)
        let draft = try await request.decoded(CommentDraft.self, limit: PostsController.bodyLimit)
        return try await editor.change(id, on: post, draft, if: condition, by: principal).response
    }

    func delete(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        let condition = try EntityTagCondition(request.headers)
        let (post, id) = (try context.id("post"), try context.id("comment"))
        try await editor.delete(id, on: post, if: condition, by: principal)
        return Response(status: .noContent)
    }

    func restore(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        return try await editor.restore(try context.id("comment"), on: try context.id("post"), by: principal).response
    }
}
