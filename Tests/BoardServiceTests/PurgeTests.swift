import BoardService
import Foundation
import HTTPTypes
import TestSupport
import Testing

extension BoardTests {
    @Suite struct Purging {
        private static let any = ["if-match": "*"]
        private static let post: [String: any Sendable] = ["title": "전화번호", "body": "지워야 할 글"]

        private static func attach(_ uri: String, _ board: TestBoard, token: String) async throws -> Answer {
            let (body, key) = (Data("지워야 할 파일".utf8), ["idempotency-key": "file"])
            return try await board.send(
                .post,
                uri + "/attachments?name=a.txt",
                body: body,
                type: "text/plain",
                token: token,
                headers: key
            )
        }

        /// Kept answers that still tell something.
        private static func telling(_ board: TestBoard) async throws -> Int {
            let database = try #require(board.board.keeper.database)
            return try await database.read { session in
                let text = "SELECT COUNT(*) FROM answers WHERE LENGTH(body) > 0 OR LENGTH(fingerprint) > 0"
                var columns = try #require(try session.first(SQLStatement(text), [])).columns
                return try columns.int()
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `what was purged is in no kept answer, and its keys make nothing again`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let admin = try await board.signUp("boss", role: "admin")
                func write(_ uri: String, _ json: [String: any Sendable], _ token: String, _ key: String) async throws
                    -> Answer
                {
                    try await board.send(.post, uri, json, token: token, headers: ["idempotency-key": key])
                }
                let (posts, comment) = ("/api/board/posts", ["body": "지워야 할 댓글"])
                let post = try await write(posts, Self.post, token, "k")
                let uri = "\(posts)/\(post.id)"
                #expect(try await write(uri + "/comments", comment, other, "k").status == 201)
                #expect(try await Self.attach(uri, board, token: token).status == 201)
                for index in 1...9 { _ = try await write(posts, Self.post, token, "other-\(index)") }
                // Posts 2 to 10: what begins with the same digit is another post.
                #expect(try await Self.telling(board) == 12)
                _ = try await board.send(.delete, uri, token: token, headers: Self.any)
                #expect(try await write(posts, Self.post, token, "k").body == post.body)
                #expect(try await board.send(.post, uri + "/purge", token: admin).status == 204)

                #expect(try await Self.telling(board) == 9)
                let again = try await write(posts, Self.post, token, "k")
                #expect(again.status == 410 && again.text("detail")?.contains("removed for good") == true)
                #expect(try await write(uri + "/comments", comment, other, "k").status == 410)
                #expect(try await Self.attach(uri, board, token: token).status == 410)
                #expect(try await write(posts, Self.post, token, "other-9").status == 201)
                #expect(try await board.send(.get, posts).list("posts").count == 9)
                #expect(try await write(posts, Self.post, token, "another").status == 201)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a comment whose time was over and a removed file are in no kept answer`(
            database: TestedDatabase
        ) async throws {
            try await withDatabaseURL(database) { url in
                let settings = ["PURGE_AFTER": "1h", "CLOCK": "2024-03-01T00:00:00+09:00"]
                let uri = "/api/board/posts/1"
                let (comment, key) = (["body": "지울 댓글"], ["idempotency-key": "comment"])
                try await withBoard(url: url, settings: settings) { board in
                    let token = try await board.signUp("rider")
                    _ = try await board.createPost(token: token)
                    _ = try await board.send(.post, uri + "/comments", comment, token: token, headers: key)
                    let file = try await Self.attach(uri, board, token: token)
                    let path = try #require(file.text("url"))
                    _ = try await board.send(.delete, uri + "/comments/1", token: token, headers: Self.any)
                    #expect(try await Self.telling(board) == 2)
                    #expect(try await board.send(.delete, path, token: token).status == 204)
                    #expect(try await Self.telling(board) == 1)
                    #expect(try await Self.attach(uri, board, token: token).status == 410)
                }
                let later = settings.merging(["CLOCK": "2024-03-01T02:00:00+09:00"]) { $1 }
                try await withBoard(url: url, settings: later) { board in
                    try await board.board.upkeep.tidy()
                    #expect(try await Self.telling(board) == 0)
                    let login: [String: any Sendable] = ["name": "rider", "password": "correct horse"]
                    let token = try #require(try await board.send(.post, "/api/auth/login", login).text("access_token"))
                    let again = try await board.send(.post, uri + "/comments", comment, token: token, headers: key)
                    #expect(again.status == 410)
                }
            }
        }
    }
}
