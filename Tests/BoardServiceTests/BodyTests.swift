import BoardService
import Foundation
import HTTPTypes
import Testing

extension BoardTests {
    /// What is sent and not understood is refused, and changes nothing.
    @Suite struct Bodies {
        @Test(arguments: TestedDatabase.allCases)
        func `a member that would be passed by is refused by its name`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                let uri = "/api/board/posts/\(post.id)"
                let bodies: [(HTTPRequest.Method, String, String, [String])] = [
                    (.patch, uri, #"{"status":"deleted"}"#, ["status"]),
                    (.patch, uri, #"{"titel":"x","body":"y","views":9}"#, ["titel", "views"]),
                    (.patch, uri, #"{"title":"x","title":"y"}"#, ["title"]),
                    (.patch, uri, #"{"title":null,"body":"y","state":null}"#, ["title", "state"]),
                    (.patch, uri, #"{"stationId":"ST-4"}"#, ["stationId"]),
                    (.patch, uri, #"{"ti\u0074le":"x","title":"y"}"#, ["title"]),
                    (.post, "/api/board/posts", #"{"title":"x","body":"y","state":"closed"}"#, ["state"]),
                    (.post, uri + "/comments", #"{"body":"x","post_id":"9"}"#, ["post_id"]),
                    (
                        .post, "/api/auth/register", #"{"name":"x1","password":"correct horse","role":"admin"}"#,
                        ["role"]
                    ),
                    (.post, "/api/auth/login", #"{"name":"rider","password":null}"#, ["password"]),
                    (.post, "/api/board/posts", #"{"title":5,"body":["y"]}"#, ["title", "body"]),
                    (.post, "/api/board/posts", #"{"title":5,"title":"x"}"#, ["title", "body"]),
                    (.post, "/api/board/posts", #"{"kind":"post"}"#, ["title", "body"]),
                    (.patch, uri, #"{"title":"\ud800"}"#, []), (.patch, uri, #"{"title":"\udc00\ud800"}"#, []),
                    (.patch, uri, "[]", []), (.patch, uri, "null", []), (.patch, uri, #"{"title":"x"}}"#, []),
                    (.patch, uri, "", []),
                ]
                for (method, uri, body, fields) in bodies {
                    let answer = try await board.send(
                        method,
                        uri,
                        body: Data(body.utf8),
                        type: "application/json",
                        token: token,
                        headers: ["if-match": "*"]
                    )
                    #expect(answer.status == 400 && answer.fields == fields, "\(body)")
                }
                let list = try await board.send(
                    .post,
                    uri + "/comments",
                    body: Data("[]".utf8),
                    type: "application/json",
                    token: token
                )
                #expect(list.text("detail") == "The body must be a JSON object.")
                #expect(try await board.send(.get, uri).etag == "\"1\"")
                #expect(try await board.send(.get, uri + "/comments").list("comments").isEmpty)
                // These may be null, and mean it.
                let nulls: [String: any Sendable] = ["category": NSNull(), "kind": NSNull(), "station_id": NSNull()]
                #expect(try await board.createPost(token: token, nulls).status == 201)
            }
        }

        @Test func `an answer does not grow with what somebody thinks of`() async throws {
            try await withBoard(.sqlite) { board in
                let token = try await board.signUp("rider")
                let long = String(repeating: "x", count: 100)
                let members = (0..<1000).map { "\"\(long)\($0)\":1" }.joined(separator: ",")
                let body = Data("{\(members)}".utf8)
                let answer = try await board.send(
                    .post,
                    "/api/board/posts",
                    body: body,
                    type: "application/json",
                    token: token
                )
                #expect(answer.status == 400 && answer.fields.count == 20 && answer.body.count < 5_000)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `what is refused says why`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let moderator = try await board.signUp("mod", role: "moderator")
                let admin = try await board.signUp("boss", role: "admin")
                let empty = try await board.createPost("", "x", token: token)
                #expect(empty.status == 422 && empty.fields == ["title"])
                #expect(empty.text("detail") == "title: must have 1 to 200 characters")
                let strange: [String: any Sendable] = ["kind": "broken", "category": "tips"]
                let words = try await board.createPost("", "", token: token, strange)
                #expect(words.status == 422 && words.fields == ["kind", "category", "title", "body"])
                #expect(words.list("errors").first?["message"] as? String == "must be one of post, fault")
                let role = try await board.send(.patch, "/api/auth/accounts/1", ["role": "king"], token: admin)
                #expect(role.status == 422 && role.fields == ["role"])

                let uri = "/api/board/posts/\(try await board.createPost(token: token).id)"
                let state = try await board.send(
                    .patch,
                    uri,
                    ["state": "shut", "title": " "],
                    token: token,
                    headers: ["if-match": "*"]
                )
                #expect(state.status == 422 && Set(state.fields) == ["state", "title"])
                _ = try await board.send(.delete, uri, token: moderator, headers: ["if-match": "*"])
                let kept = try await board.send(.post, uri + "/restore", token: token)
                #expect(kept.text("detail") == "A moderator deleted it; only moderators may restore it.")
                #expect(try await board.send(.post, uri + "/purge", token: admin).status == 204)
                let second = try await board.send(.post, uri + "/purge", token: admin)
                #expect(second.status == 409 && second.text("detail") == "The post is purged already.")

                _ = try await board.send(.patch, "/api/auth/accounts/1", ["role": "moderator"], token: admin)
                let void = try await board.createPost(token: token)
                #expect(void.status == 401)
                #expect(void.text("detail") == "The token is void; refresh it or sign in again.")
            }
        }
    }
}
