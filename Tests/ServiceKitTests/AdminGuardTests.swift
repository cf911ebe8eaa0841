import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@Suite
struct AdminGuardTests {
    private func status(token: String?, header: String?) async throws -> TestResponse {
        let runtime = try makeRuntime(token.map { ["ADMIN_TOKEN": $0] } ?? [:])
        let router = runtime.makeRouter()
        router.group().add(middleware: runtime.adminGuard).post("/ai/retrain") { _, _ in "started" }
        let headers: HTTPFields = header.map { [.authorization: $0] } ?? [:]
        return try await runtime.makeApplication(router: router).test(.router) { client in
            try await client.execute(uri: "/ai/retrain", method: .post, headers: headers)
        }
    }

    @Test func `the right token is let through`() async throws {
        #expect(try await status(token: "s3cret", header: "Bearer s3cret").status == .ok)
        #expect(try await status(token: "s3cret", header: "bearer s3cret").status == .ok)
    }

    @Test(arguments: [
        nil, "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Bearer s3crets3cret", "Basic s3cret",
    ])
    func `a missing or wrong token is a 401 that asks for one`(header: String?) async throws {
        let response = try await status(token: "s3cret", header: header)
        #expect(response.status == .unauthorized)
        #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
    }

    @Test func `without a configured token every request is a 403`() async throws {
        let response = try await status(token: nil, header: "Bearer anything")
        #expect(response.status == .forbidden)
        #expect(response.headers[.contentType] == "application/problem+json")
    }
}
