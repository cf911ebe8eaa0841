import Core
import HTTPTypes
package import Hummingbird
import NIOCore

/// The body of a problem answer: `application/problem+json`.
package struct ProblemDetails: Sendable {
    package static let contentType = "application/problem+json"

    package let problem: Problem
    /// UUID of the request.
    package let requestUUID: String

    package init(_ problem: Problem, requestUUID: String) {
        self.problem = problem
        self.requestUUID = requestUUID
    }

    /// The JSON document.
    package var json: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.field("type", problem.type)
        writer.field("title", problem.title)
        writer.field("status", problem.status.code)
        if let detail = problem.detail {
            writer.field("detail", detail)
        }
        writer.field("instance", "urn:uuid:" + requestUUID)
        if !problem.errors.isEmpty {
            writer.key("errors")
            writer.beginArray()
            for error in problem.errors {
                writer.beginObject()
                writer.field("field", error.field)
                writer.field("message", error.message)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }

    /// Status, headers and body together.
    package var response: Response {
        var headers = problem.headers
        headers[.contentType] = Self.contentType
        headers[.cacheControl] = "no-store"
        return Response(
            status: problem.status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }
}
