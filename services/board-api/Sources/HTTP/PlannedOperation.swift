import Core
package import HTTPTypes

/// One operation of the board that has its place in the address book and is not part of this version.
package struct PlannedOperation: Sendable {
    package let method: HTTPRequest.Method
    package let path: String
    /// What it will do, as a noun phrase.
    package let summary: String

    init(_ method: HTTPRequest.Method, _ path: String, _ summary: String) {
        self.method = method
        self.path = path
        self.summary = summary
    }

    /// What a caller is told.
    package var refusal: String { "\(summary) is not part of this version of board-api." }

    package static let all = [
        PlannedOperation(.get, "/api/board/posts", "Listing posts"),
        PlannedOperation(.post, "/api/board/posts", "Writing a post"),
        PlannedOperation(.get, "/api/board/posts/{post}", "Reading a post"),
        PlannedOperation(.patch, "/api/board/posts/{post}", "Changing a post"),
        PlannedOperation(.delete, "/api/board/posts/{post}", "Deleting a post"),
        PlannedOperation(.get, "/api/board/posts/{post}/comments", "Listing comments"),
        PlannedOperation(.post, "/api/board/posts/{post}/comments", "Writing a comment"),
        PlannedOperation(.patch, "/api/board/posts/{post}/comments/{comment}", "Changing a comment"),
        PlannedOperation(.delete, "/api/board/posts/{post}/comments/{comment}", "Deleting a comment"),
        PlannedOperation(.post, "/api/board/posts/{post}/attachments", "Attaching a file"),
        PlannedOperation(.get, "/api/board/posts/{post}/attachments/{attachment}", "Reading an attached file"),
        PlannedOperation(.delete, "/api/board/posts/{post}/attachments/{attachment}", "Removing an attached file"),
        PlannedOperation(.post, "/api/auth/register", "Making an account"),
        PlannedOperation(.post, "/api/auth/login", "Signing in"),
        PlannedOperation(.post, "/api/auth/refresh", "Renewing a token"),
        PlannedOperation(.post, "/api/auth/logout", "Signing out"),
        PlannedOperation(.get, "/api/auth/me", "Reading one's own account"),
        PlannedOperation(.get, "/.well-known/jwks.json", "Publishing the keys of the tokens"),
    ]

    /// The OpenAPI document: every operation, each with 501 as its only outcome.
    package static func openAPI(version: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.field("openapi", "3.1.0")
        writer.key("info")
        writer.beginObject()
        writer.field("title", "ttareungi board-api")
        writer.field("version", version)
        writer.endObject()
        writer.key("paths")
        writer.beginObject()
        var paths: [String] = []
        for operation in all where !paths.contains(operation.path) { paths.append(operation.path) }
        for path in paths {
            writer.key(path)
            writer.beginObject()
            for operation in all where operation.path == path { operation.write(into: &writer) }
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private func write(into writer: inout JSONWriter) {
        writer.key(method.rawValue.lowercased())
        writer.beginObject()
        writer.field("summary", summary)
        writer.key("responses")
        writer.beginObject()
        writer.key("501")
        writer.beginObject()
        writer.field("description", "Not part of this version")
        writer.endObject()
        writer.endObject()
        writer.endObject()
    }
}
