import BoardService
import Foundation
import HTTPTypes
import Testing

extension BoardTests {
    @Suite struct AccountDeletion {
        @Test(arguments: TestedDatabase.allCases)
        func `who deletes their account leaves what they wrote and nothing of themselves`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let up = try await board.send(.post, "/api/auth/register", Self.credentials)
                let token = try #require(up.text("access_token"))
                let key = ["idempotency-key": "k"]
                let draft: [String: any Sendable] = ["title": "남을 글", "body": "본문"]
                let post = try await board.send(.post, "/api/board/posts", draft, token: token, headers: key)
                let uri = "/api/board/posts/\(post.id)"
                let comment = try await board.send(.post, uri + "/comments", ["body": "댓글"], token: token)
                let feed = try await board.send(.get, "/api/board/posts?changed_since=").text("next")

                let delete = "/api/auth/delete-account"
                #expect(try await board.send(.post, delete, ["password": "wrong"], token: token).status == 403)
                #expect(try await board.send(.post, delete, ["password": "correct horse"]).status == 401)
                #expect(try await board.send(.post, delete, ["password": "correct horse"], token: token).status == 204)

                for token in [token, try #require(up.text("refresh_token"))] {
                    #expect(try await board.createPost(token: token).status == 401)
                    #expect(try await board.send(.get, "/api/auth/me", token: token).status == 401)
                    #expect(try await board.send(.post, "/api/auth/refresh", ["refresh_token": token]).status == 401)
                }
                for name in ["떠날사람", "deleted account", "deleted:1"] {
                    let login: [String: any Sendable] = ["name": name, "password": "correct horse"]
                    #expect(try await board.send(.post, "/api/auth/login", login).status == 401)
                }
                for path in [uri, uri + "/comments/\(comment.id)", "/api/board/posts?limit=1"] {
                    let text = String(decoding: try await board.send(.get, path).body, as: UTF8.self)
                    #expect(text.contains(#""name":"deleted account""#) && !text.contains("떠날사람"), "\(text)")
                }
                // Who follows the changes learns of it.
                let changed = try await board.send(.get, "/api/board/posts?changed_since=\(feed ?? "")").list("posts")
                #expect((changed.first?["author"] as? [String: Any])?["name"] as? String == "deleted account")
                let trail = try await board.send(.get, "/api/auth/audit", token: "admin-token")
                #expect(trail.list("entries").first?["action"] as? String == "account.deleted")
                #expect(!String(decoding: trail.body, as: UTF8.self).contains("떠날사람"))
                // The name is free again, and has nothing of the one before.
                let again = try await board.send(.post, "/api/auth/register", Self.credentials)
                let next = try #require(again.text("access_token"))
                #expect(again.status == 201)
                let repeated = try await board.send(.post, "/api/board/posts", draft, token: next, headers: key)
                #expect(repeated.status == 201 && repeated.id != post.id)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `an admin deletes an account whose owner cannot sign in any more`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let uri = "/api/auth/accounts/1"
                #expect(try await board.send(.delete, uri).status == 401)
                #expect(try await board.send(.delete, uri, token: other).status == 403)
                #expect(try await board.send(.delete, uri, token: "admin-token").status == 204)
                #expect(try await board.send(.delete, uri, token: "admin-token").status == 404)
                let role: [String: any Sendable] = ["role": "admin"]
                #expect(try await board.send(.patch, uri, role, token: "admin-token").status == 404)
                #expect(try await board.createPost(token: token).status == 401)
                #expect(try await board.createPost(token: other).status == 201)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `signing out voids the access token of that session alone`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let first = try await board.send(.post, "/api/auth/register", Self.credentials)
                let second = try await board.send(.post, "/api/auth/login", Self.credentials)
                let tokens = try [first, second].map { try #require($0.text("access_token")) }
                let refresh: [String: any Sendable] = ["refresh_token": try #require(first.text("refresh_token"))]
                #expect(try await board.send(.post, "/api/auth/logout", refresh).status == 204)
                #expect(try await board.createPost(token: tokens[0]).status == 401)
                #expect(try await board.send(.get, "/api/auth/me", token: tokens[0]).status == 401)
                #expect(try await board.createPost(token: tokens[1]).status == 201)
            }
        }

        @Test func `guessing the password with a stolen token locks the name, too`() async throws {
            try await withBoard(.sqlite) { board in
                let token = try await board.signUp("rider")
                for _ in 0..<5 {
                    let guess: [String: any Sendable] = ["password": "guess"]
                    #expect(try await board.send(.post, "/api/auth/delete-account", guess, token: token).status == 403)
                }
                let right: [String: any Sendable] = [
                    "current_password": "correct horse", "new_password": "battery staple",
                ]
                #expect(try await board.send(.post, "/api/auth/password", right, token: token).status == 429)
            }
        }

        private static let credentials: [String: any Sendable] = ["name": "떠날사람", "password": "correct horse"]
    }
}
