import Core
import HTTPTypes

/// One operation as it is described: what it takes, and every status it can answer.
struct APIOperation: Sendable {
    /// Whether it takes an access token.
    enum Security: Sendable {
        case none, optional, required
        /// An access token of an admin, or the administrator's token of the service.
        case admin
    }

    /// What is sent.
    enum Body: Sendable {
        /// JSON of a schema in the components.
        case json(String)
        case file
    }

    /// An answer that is no problem.
    struct Success: Sendable {
        var status: Int
        var description: String
        /// A schema in the components.
        var schema: String?
        var headers: [String] = []
        var isFile = false
    }

    let method: HTTPRequest.Method
    let path: String
    let id: String
    let summary: String
    var security = Security.none
    var parameters: [String] = []
    var body: Body?
    let successes: [Success]
    /// Statuses of problems besides those that anything may answer.
    var problems: [Int] = []

    /// 400 and 503 come from any of them.
    private var allProblems: [Int] {
        var statuses = Set(problems).union([400, 414, 503])
        if security != .none { statuses.insert(401) }
        if body != nil { statuses.formUnion([408, 413]) }
        if case .json = body { statuses.insert(415) }
        return statuses.sorted()
    }

    private var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { "Path_" + $0.dropFirst().dropLast() }
    }

    func write(into writer: inout JSONWriter) {
        writer.key(method.rawValue.lowercased())
        writer.beginObject()
        writer.field("operationId", id)
        writer.field("summary", summary)
        writeSecurity(into: &writer)
        writer.key("parameters")
        writer.beginArray()
        for name in pathParameters + parameters { writer.reference("parameters", name) }
        writer.endArray()
        if let body { Self.write(body, into: &writer) }
        writer.key("responses")
        writer.beginObject()
        for success in successes { Self.write(success, into: &writer) }
        for status in allProblems {
            writer.key(String(status))
            writer.reference("responses", "Problem\(status)")
        }
        writer.endObject()
        writer.endObject()
    }

    private func writeSecurity(into writer: inout JSONWriter) {
        let requirements: String? =
            switch security {
            case .none: nil
            case .optional: #"[{},{"AccessToken":[]}]"#
            case .required: #"[{"AccessToken":[]}]"#
            case .admin: #"[{"AccessToken":[]},{"AdminToken":[]}]"#
            }
        guard let requirements else { return }
        writer.key("security")
        writer.raw(requirements.utf8)
    }

    private static func write(_ body: Body, into writer: inout JSONWriter) {
        writer.key("requestBody")
        writer.beginObject()
        writer.field("required", true)
        writer.key("content")
        writer.beginObject()
        switch body {
        case .json(let schema):
            writer.key("application/json")
            writer.beginObject()
            writer.key("schema")
            writer.reference("schemas", schema)
            writer.endObject()
        case .file:
            // What the bytes are is seen from them; other names than these are taken as well, a form is not.
            for type in ["application/octet-stream"] + MediaType.allCases.map(\.rawValue) {
                writer.key(type)
                writer.raw(#"{"schema":{"type":"string","format":"binary","minLength":1}}"#.utf8)
            }
        }
        writer.endObject()
        writer.endObject()
    }

    private static func write(_ success: Success, into writer: inout JSONWriter) {
        writer.key(String(success.status))
        writer.beginObject()
        writer.field("description", success.description)
        if !success.headers.isEmpty {
            writer.key("headers")
            writer.beginObject()
            for name in success.headers {
                writer.key(name)
                writer.reference("headers", name)
            }
            writer.endObject()
        }
        if let schema = success.schema {
            writer.key("content")
            writer.beginObject()
            writer.key("application/json")
            writer.beginObject()
            writer.key("schema")
            writer.reference("schemas", schema)
            writer.endObject()
            writer.endObject()
        }
        if success.isFile {
            writer.key("content")
            writer.beginObject()
            for type in MediaType.allCases {
                writer.key(type.rawValue)
                writer.raw("{}".utf8)
            }
            writer.endObject()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func reference(_ kind: String, _ name: String) {
        beginObject()
        field("$ref", "#/components/\(kind)/\(name)")
        endObject()
    }
}
