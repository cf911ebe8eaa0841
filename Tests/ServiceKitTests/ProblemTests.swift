import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import ServiceKit
import Testing

private struct Input: Decodable, Sendable {
    struct Inner: Decodable, Sendable { let someName: String }
    let bikeCount: Int
    let inner: [Inner]?
}

private struct Failure: Error {}

private struct Known: ProblemConvertible {
    var problem: Problem { .conflict("Somebody was faster.") }
}

@Suite
struct ProblemTests {
    /// What an answer holds, as far as these tests ask.
    private struct Answer: Decodable {
        struct Field: Decodable, Equatable {
            let field: String
            let message: String
        }
        let type: String
        let title: String
        let status: Int
        let detail: String?
        let instance: String
        let errors: [Field]?
    }

    private func ask(
        _ uri: String,
        _ method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> TestResponse {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        router.get("/ok/{id}") { _, _ in "ok" }
        router.put("/ok/{id}") { _, _ in "ok" }
        router.get("/unknown") { _, _ -> String in throw Failure() }
        router.get("/known") { _, _ -> String in throw Known() }
        router.get("/busy") { _, _ -> String in throw Problem.unavailable("Not yet.", retryAfter: 7) }
        router.get("/framework") { _, _ -> String in throw HTTPError(.badRequest, message: "Framework says no.") }
        router.post("/json") { request, _ in
            "\(try await request.decodeJSON(Input.self, limit: 100).bikeCount)"
        }
        return try await runtime.makeApplication(router: router).test(.router) { client in
            try await client.execute(
                uri: uri,
                method: method,
                headers: headers,
                body: body.map(ByteBuffer.init(string:))
            )
        }
    }

    private func problem(_ response: TestResponse) throws -> Answer {
        #expect(response.headers[.contentType] == "application/problem+json")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(response.body.readableBytesView))
        #expect(answer.status == response.status.code)
        #expect(answer.type == "about:blank")
        #expect(answer.instance.hasPrefix("urn:uuid:"))
        #expect(UUID(uuidString: String(answer.instance.dropFirst(9))) != nil)
        return answer
    }

    @Test func `an unknown path is a 404 problem named after the request`() async throws {
        let id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
        let response = try await ask("/nowhere", headers: [try .requestID: id])
        #expect(response.status == .notFound)
        #expect(try problem(response).instance == "urn:uuid:\(id)")
        #expect(try problem(response).title == "Not Found")
    }

    @Test func `a wrong method on a known path is a 405 with Allow`() async throws {
        let response = try await ask("/ok/7", .delete)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, PUT")
        _ = try problem(response)
    }

    @Test func `HEAD answers as GET does without its body`() async throws {
        let response = try await ask("/ok/7", .head)
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "2")
        #expect(response.body.readableBytes == 0)
        let missing = try await ask("/nowhere", .head)
        #expect(missing.status == .notFound)
        #expect(missing.body.readableBytes == 0)
    }

    @Test func `an unknown error is a 500 that tells nothing`() async throws {
        let response = try await ask("/unknown")
        #expect(response.status == .internalServerError)
        #expect(try problem(response).detail == "The service could not answer this request. The log tells why.")
        #expect(!String(buffer: response.body).contains("Failure"))
    }

    @Test func `errors that know their problem and the framework's own are mapped`() async throws {
        let known = try await ask("/known")
        #expect(known.status == .conflict)
        #expect(try problem(known).detail == "Somebody was faster.")
        let busy = try await ask("/busy")
        #expect(busy.status == .serviceUnavailable)
        #expect(busy.headers[.retryAfter] == "7")
        let framework = try await ask("/framework")
        #expect(framework.status == .badRequest)
        #expect(try problem(framework).detail == "Framework says no.")
    }

    @Test(arguments: [
        (#"{"inner":[]}"#, "bike_count", "is required"),
        (#"{"bike_count":"7"}"#, "bike_count", "must be a whole number"),
        (#"{"bike_count":null}"#, "bike_count", "must not be null"),
        (#"{"bike_count":1,"inner":[{}]}"#, "inner.0.some_name", "is required"),
        (#"{"bike_count":1,"inner":{}}"#, "inner", "must be a list"),
    ])
    func `a body that does not fit names its field`(body: String, field: String, message: String) async throws {
        let response = try await ask("/json", .post, headers: [.contentType: "application/json"], body: body)
        #expect(response.status == .badRequest)
        #expect(try problem(response).errors == [Answer.Field(field: field, message: message)])
    }

    @Test func `a body is read only as JSON and only up to its limit`() async throws {
        let json: HTTPFields = [.contentType: "application/json; charset=utf-8"]
        let fitting = try await ask("/json", .post, headers: json, body: #"{"bike_count":7}"#)
        #expect(String(buffer: fitting.body) == "7")
        #expect(try await ask("/json", .post, body: "{}").status == .unsupportedMediaType)
        #expect(
            try await ask("/json", .post, headers: [.contentType: "text/plain"], body: "{}").status
                == .unsupportedMediaType
        )
        #expect(try await ask("/json", .post, headers: json, body: #"{"bike"#).status == .badRequest)
        let long = String(repeating: " ", count: 101)
        #expect(try await ask("/json", .post, headers: json, body: long).status == .contentTooLarge)
    }

    @Test func `a target that is too long is a 414`() async throws {
        let response = try await ask("/" + String(repeating: "a", count: 9000))
        #expect(response.status == .uriTooLong)
        _ = try problem(response)
    }
}
