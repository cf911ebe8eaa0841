import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@Suite struct DocumentRoutesTests {
    private let admin: HTTPFields = [.authorization: "Bearer t"]

    private func send(
        _ client: any TestClientProtocol,
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ body: String? = nil,
        type: String = "text/markdown",
        headers: HTTPFields? = nil
    ) async throws -> TestResponse {
        var headers = headers ?? admin
        if body != nil { headers[.contentType] = type }
        return try await client.executeRequest(
            uri: uri,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
    }

    private let text =
        "---\nid: helmets.ko\ntitle: 헬멧\nlanguage: ko\nkind: rule\nas_of: 2026-01-02\n---\n## 헬멧\n자전거를 탈 때는 헬멧을 써야 해요.\n"

    @Test func `a document comes, is read, changes and goes`() async throws {
        try await TestService.run { client in
            let added = try await send(client, .post, "/api/documents", text)
            #expect(added.status == .created && added.headers[.location] == "/api/documents/helmets.ko")
            let addedResult = try TestService.object(added)["result"] as? String
            #expect(addedResult == "added")
            let again = try await send(client, .post, "/api/documents", text)
            #expect(again.status == .ok)
            let againResult = try TestService.object(again)["result"] as? String
            #expect(againResult == "unchanged")
            let read = try TestService.object(try await send(client, .get, "/api/documents/helmets.ko", headers: [:]))
            #expect(
                read["title"] as? String == "헬멧" && read["origin"] as? String == "api"
                    && read["date"] as? String == "2026-01-02"
            )
            #expect((read["passages"] as? [[String: Any]])?.first?["text"] as? String == "자전거를 탈 때는 헬멧을 써야 해요.")
            let changed = try await send(
                client,
                .put,
                "/api/documents/helmets.ko",
                text.replacing("써야 해요", with: "쓰는 것이 좋아요")
            )
            let changedResult = try TestService.object(changed)["result"] as? String
            #expect(changedResult == "changed")
            #expect(try await send(client, .delete, "/api/documents/helmets.ko").status == .noContent)
            #expect(try await send(client, .delete, "/api/documents/helmets.ko").status == .notFound)
            #expect(try await send(client, .get, "/api/documents/helmets.ko").status == .notFound)
        }
    }

    @Test func `all formats, and no scripts`() async throws {
        try await TestService.run { client in
            let page =
                "<html><head><title>쪽</title><script>alert(1)</script></head><body><h1>쪽</h1><p onclick='x()'>본문이에요.</p></body></html>"
            #expect(
                try await send(client, .put, "/api/documents/page", page, type: "text/html; charset=utf-8").status
                    == .created
            )
            #expect(
                try await send(client, .post, "/api/documents?id=plain", "그냥 글이에요.", type: "text/plain").status
                    == .created
            )
            let json = #"{"id":"j1","title":"제목","text":"내용이에요.","kind":"guide"}"#
            #expect(try await send(client, .post, "/api/documents", json, type: "application/json").status == .created)
            let stored = String(buffer: try await send(client, .get, "/api/documents/page").body)
            #expect(stored.contains("본문이에요.") && !stored.contains("alert") && !stored.contains("onclick"))
        }
    }

    @Test func `the list goes page by page`() async throws {
        try await TestService.run { client in
            for name in ["a", "b", "c"] {
                _ = try await send(client, .post, "/api/documents?id=\(name)", "글 \(name)이에요.", type: "text/plain")
            }
            let first = try TestService.object(try await send(client, .get, "/api/documents?limit=2", headers: [:]))
            #expect((first["documents"] as? [[String: Any]])?.map { $0["id"] as? String } == ["a", "b"])
            #expect(first["next"] as? String == "b")
            let last = try TestService.object(
                try await send(client, .get, "/api/documents?limit=2&cursor=b", headers: [:])
            )
            #expect((last["documents"] as? [[String: Any]])?.count == 1 && last["next"] is NSNull)
            for bad in ["?limit=0", "?limit=x", "?page=2"] {
                #expect(try await send(client, .get, "/api/documents" + bad).status == .badRequest)
            }
        }
    }

    @Test func `changes ask for the administrator first`() async throws {
        try await TestService.run { client in
            let posted = try await send(client, .post, "/api/documents", text, headers: [:])
            #expect(posted.status == .unauthorized)
            #expect(try await send(client, .put, "/api/documents/x", text, headers: [:]).status == .unauthorized)
            #expect(try await send(client, .delete, "/api/documents/x", headers: [:]).status == .unauthorized)
        }
    }

    @Test func `what cannot be a document is refused with the reason`() async throws {
        try await TestService.run { client in
            #expect(
                try await send(client, .post, "/api/documents", text, type: "image/png").status == .unsupportedMediaType
            )
            #expect(
                try await send(client, .post, "/api/documents?id=e", " \n", type: "text/plain").status == .badRequest
            )
            #expect(
                try await send(client, .post, "/api/documents", "{\"id\":", type: "application/json").status
                    == .badRequest
            )
            #expect(try await send(client, .post, "/api/documents", "글", type: "text/plain").status == .badRequest)
            #expect(try await send(client, .put, "/api/documents/other", text).status == .badRequest)
            let two = #"{"documents":[{"id":"a","text":"가나다"},{"id":"b","text":"라마바"}]}"#
            #expect(
                try await send(client, .post, "/api/documents", two, type: "application/json").status == .badRequest
            )
            let binary = try await client.executeRequest(
                uri: "/api/documents?id=b",
                method: .post,
                headers: [.authorization: "Bearer t", .contentType: "text/plain"],
                body: ByteBuffer(bytes: [0x41, 0xFF, 0x00, 0x42])
            )
            #expect(binary.status == .badRequest)
            let errors = try TestService.object(binary)["errors"] as? [Any]
            #expect(errors?.isEmpty == false)
        }
    }

    @Test func `the description names every path and method`() async throws {
        try await TestService.run { client in
            let document = try TestService.object(try await send(client, .get, "/openapi.json"))
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            #expect(Set(paths.keys) == ["/api/chat", "/api/search", "/api/documents", "/api/documents/{document}"])
            #expect(paths["/api/documents/{document}"]?.keys.contains("delete") == true)
        }
    }
}
