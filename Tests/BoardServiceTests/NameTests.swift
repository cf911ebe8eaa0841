import BoardService
import Foundation
import HTTPTypes
import Testing

extension BoardTests {
    /// Nobody passes for somebody else.
    @Suite struct Names {
        @Test(arguments: TestedDatabase.allCases)
        func `names of those who run the board and easy passwords are refused`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                func register(_ name: String, _ password: String = "correct horse") async throws -> Answer {
                    try await board.send(.post, "/api/auth/register", ["name": name, "password": password])
                }
                for name in [
                    "Admin", "ad-min", "_root_", "MODERATOR", "operator", "system", "administrator", "관리자", "운영-자",
                    "운영진",
                    "따릉이", "deleted-account", "Deleted_Account",
                ] {
                    let answer = try await register(name)
                    #expect(answer.status == 422 && answer.fields == ["name"], "\(name)")
                }
                for (name, password) in [("rider-2024", "RIDER-2024"), ("rider", "aaaaaaaa"), ("rider", "ㅋㅋㅋㅋㅋㅋㅋㅋ")] {
                    let answer = try await register(name, password)
                    #expect(answer.status == 422 && answer.fields == ["password"], "\(password)")
                }
                #expect(try await register("admin2", "aaaaaaab").status == 201)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a new password is another one`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider-2024")
                for new in ["correct horse", "Rider-2024", "xxxxxxxx"] {
                    let change: [String: any Sendable] = ["current_password": "correct horse", "new_password": new]
                    let answer = try await board.send(.post, "/api/auth/password", change, token: token)
                    #expect(answer.status == 422 && answer.fields == ["new_password"], "\(new)")
                }
                #expect(try await board.send(.get, "/api/auth/me", token: token).status == 200)
            }
        }

        @Test func `no title and no file's name turns the text beside it`() async throws {
            try await withBoard(.sqlite) { board in
                let token = try await board.signUp("rider")
                for mark in ["\u{202E}", "\u{202A}", "\u{2066}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{061C}"] {
                    let answer = try await board.createPost("a\(mark)b", token: token)
                    #expect(answer.status == 422 && answer.fields == ["title"])
                }
                let post = try await board.createPost("가족 👩‍👩‍👧", "a\u{200E}b", token: token)
                #expect(post.status == 201)
                let file = try await board.send(
                    .post,
                    "/api/board/posts/\(post.id)/attachments?name=a%E2%80%AEtxt.exe",
                    body: Data("x".utf8),
                    type: "text/plain",
                    token: token
                )
                #expect(file.status == 400 && file.fields == ["name"])
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `readers see the role of who wrote something, as it is now`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                let uri = "/api/board/posts/\(post.id)"
                let comment = try await board.send(.post, uri + "/comments", ["body": "x"], token: token)
                func role(_ json: [String: Any]?) -> String? { (json?["author"] as? [String: Any])?["role"] as? String }
                #expect(role(post.json) == "user" && role(comment.json) == "user")
                let feed = "/api/board/posts?changed_since="
                let cursor = try #require(try await board.send(.get, feed).text("next"))
                _ = try await board.send(.patch, "/api/auth/accounts/1", ["role": "moderator"], token: "admin-token")
                #expect(role(try await board.send(.get, uri).json) == "moderator")
                #expect(role(try await board.send(.get, uri + "/comments").list("comments").first) == "moderator")
                #expect(role(try await board.send(.get, "/api/board/posts").list("posts").first) == "moderator")
                #expect(role(try await board.send(.get, feed + cursor).list("posts").first) == "moderator")
            }
        }
    }
}
