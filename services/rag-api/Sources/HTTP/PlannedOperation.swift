import Core
package import HTTPTypes

/// One operation of the assistant that has its place in the address book and is not part of this version.
package struct PlannedOperation: Sendable {
    package let method: HTTPRequest.Method
    package let path: String
    /// What it will do, as a noun phrase.
    package let summary: String
    /// Whether it needs the administrator's token.
    package let isAdministrative: Bool

    init(_ method: HTTPRequest.Method, _ path: String, _ summary: String, isAdministrative: Bool = false) {
        self.method = method
        self.path = path
        self.summary = summary
        self.isAdministrative = isAdministrative
    }

    /// What a caller is told.
    package var refusal: String { "\(summary) is not part of this version of rag-api." }

    package static let all = [
        PlannedOperation(.post, "/api/chat", "Answering questions with citations"),
        PlannedOperation(.get, "/api/search", "Searching the documents"),
        PlannedOperation(.get, "/api/documents", "Listing the documents"),
        PlannedOperation(.post, "/api/documents", "Adding a document", isAdministrative: true),
        PlannedOperation(.get, "/api/documents/{document}", "Reading a document"),
        PlannedOperation(.put, "/api/documents/{document}", "Replacing a document", isAdministrative: true),
        PlannedOperation(.delete, "/api/documents/{document}", "Removing a document", isAdministrative: true),
    ]

    /// The OpenAPI document: every operation, each with 501 as its only outcome besides missing rights.
    package static func openAPI(version: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.field("openapi", "3.1.0")
        writer.key("info")
        writer.beginObject()
        writer.field("title", "ttareungi rag-api")
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
        let outcomes =
            [("501", "Not part of this version")]
            + (isAdministrative ? [("401", "No token"), ("403", "Switched off")] : [])
        for (status, description) in outcomes {
            writer.key(status)
            writer.beginObject()
            writer.field("description", description)
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
    }
}
