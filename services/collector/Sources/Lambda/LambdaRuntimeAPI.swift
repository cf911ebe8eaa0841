import Core
import Curl

/// The four requests of the AWS Lambda runtime API, version 2018-06-01 (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
struct LambdaRuntimeAPI {
    let client: HTTPClient
    /// `host:port`, from `AWS_LAMBDA_RUNTIME_API`.
    let address: String

    /// One invocation of the function.
    struct Invocation {
        let requestID: String
        /// Real time at which the sandbox is stopped.
        let deadline: Timestamp
        /// X-Ray's trace header, if there is one.
        let traceID: String?
        let event: [UInt8]
    }

    private static let maximumEventBytes = 6 << 20
    private static let answerTimeout: Duration = .seconds(10)

    /// Waits for the next invocation; without limit, since the process is frozen in this call.
    func next() async throws -> Invocation {
        let request = HTTPClientRequest(method: "GET", url: url("invocation/next"), timeout: nil)
        let answer = try await client.fetch(request, maximumBytes: Self.maximumEventBytes)
        guard answer.status == 200 else { throw LambdaError("the runtime API answered \(answer.status) to next") }
        guard let id = answer.headers["Lambda-Runtime-Aws-Request-Id"],
            let deadline = answer.headers["Lambda-Runtime-Deadline-Ms"].flatMap({ Int64($0) })
        else { throw LambdaError("the runtime API left out the request's id or deadline") }
        return Invocation(
            requestID: id,
            deadline: Timestamp(milliseconds: deadline),
            traceID: answer.headers["Lambda-Runtime-Trace-Id"],
            event: answer.body
        )
    }

    /// Delivers a result. One that comes too late (400, 403) is no error: the invocation is over.
    func respond(to id: String, _ body: [UInt8]) async throws {
        try await post("invocation/\(id)/response", body, errorType: nil)
    }

    /// Reports that an invocation failed.
    func fail(_ id: String, type: String, message: String) async throws {
        try await post("invocation/\(id)/error", Self.errorBody(type: type, message: message), errorType: type)
    }

    /// Reports that the function could not start.
    func failInit(type: String, message: String) async throws {
        try await post("init/error", Self.errorBody(type: type, message: message), errorType: type)
    }

    private func post(_ path: String, _ body: [UInt8], errorType: String?) async throws {
        var fields = [(name: "Content-Type", value: "application/json")]
        if let errorType { fields.append((name: "Lambda-Runtime-Function-Error-Type", value: errorType)) }
        let request = HTTPClientRequest(
            method: "POST",
            url: url(path),
            headers: HTTPClientHeaders(fields),
            body: .bytes(body),
            timeout: Self.answerTimeout
        )
        let answer = try await client.fetch(request, maximumBytes: 65_536)
        guard [202, 400, 403, 413].contains(answer.status) else {
            throw LambdaError("the runtime API answered \(answer.status)")
        }
    }

    private func url(_ path: String) -> String {
        "http://\(address)/2018-06-01/runtime/\(path)"
    }

    private static func errorBody(type: String, message: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("errorMessage", message)
        writer.field("errorType", type)
        writer.key("stackTrace")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

/// The Lambda sandbox does not behave as documented.
struct LambdaError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
