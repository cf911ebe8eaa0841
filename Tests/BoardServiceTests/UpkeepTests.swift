import BoardService
import Foundation
import HTTPTypes
import Testing
import TestSupport

extension BoardTests {
    @Suite struct Tidying {
        private static let key = ["idempotency-key": "k"]

        /// The number of rows of a table.
        private static func count(_ table: String, _ board: TestBoard) async throws -> Int {
            let database = try #require(board.board.keeper.database)
            return try await database.read { session in
                let row = try session.first(SQLStatement("SELECT COUNT(*) FROM \(table)"), [])
                var columns = try #require(row).columns
                return try columns.int()
            }
        }

        private static func counts(_ board: TestBoard) async throws -> [String: Int] {
            var counts: [String: Int] = [:]
            for table in ["comments", "comment_words", "post_words", "answers", "sessions", "refresh_tokens"] {
                counts[table] = try await count(table, board)
            }
            counts["sign_in_failures"] = try await count("sign_in_failures", board)
            return counts
        }

        @Test(arguments: TestedDatabase.allCases)
        func `what has had its time goes, what has not stays`(database: TestedDatabase) async throws {
            try await withDatabaseURL(database) { url in
                try await withTemporaryDirectory { folder in
                    let settings = ["PURGE_AFTER": "48h", "OBJECT_STORE_URL": folder.file("objects")]
                    func at(_ time: String) -> [String: String] { settings.merging(["CLOCK": time]) { $1 } }
                    try await withBoard(url: url, settings: at("2024-03-01T00:00:00+09:00"), Self.fill)
                    try await withBoard(url: url, settings: at("2024-03-01T23:00:00+09:00")) { board in
                        let before = try await Self.counts(board)
                        try await board.board.upkeep.tidy()
                        #expect(try await Self.counts(board) == before)
                    }
                    // Two days: what was deleted goes, and so do kept answers and failed attempts; sessions stay.
                    try await withBoard(url: url, settings: at("2024-03-03T01:00:00+09:00")) { board in
                        try await board.board.upkeep.tidy()
                        let after = try await Self.counts(board)
                        #expect(after["comments"] == 1 && after["answers"] == 0 && after["sign_in_failures"] == 0)
                        #expect(after["sessions"] == 1 && after["refresh_tokens"] == 1)
                        // 남는 댓글 and 남는 글
                        #expect(after["comment_words"] == 2 && after["post_words"] == 1)
                        try await Self.checkPurged(board)
                    }
                    // Half a year: no session outlives it.
                    try await withBoard(url: url, settings: at("2024-10-01T00:00:00+09:00")) { board in
                        try await board.board.upkeep.tidy()
                        let after = try await Self.counts(board)
                        #expect(after["sessions"] == 0 && after["refresh_tokens"] == 0 && after["comments"] == 1)
                    }
                }
            }
        }

        /// A post and a comment that stay, a post with a comment and a file that goes, a comment that goes.
        @Sendable private static func fill(_ board: TestBoard) async throws {
            let token = try await board.signUp("rider")
            let kept = try await board.createPost("남는", "글", token: token)
            let gone = try await board.createPost("지울", "글", token: token)
            let uri = "/api/board/posts/"
            _ = try await board.send(.post, uri + kept.id + "/comments", ["body": "남는 댓글"], token: token, headers: key)
            let deleted = try await board.send(.post, uri + kept.id + "/comments", ["body": "지울 댓글"], token: token)
            _ = try await board.send(.post, uri + gone.id + "/comments", ["body": "딸린 댓글"], token: token)
            let file = try await board.send(
                .post,
                uri + gone.id + "/attachments?name=a.txt",
                body: Data("글".utf8),
                type: "text/plain",
                token: token
            )
            #expect(file.status == 201)
            let any = ["if-match": "*"]
            let comment = uri + kept.id + "/comments/" + deleted.id
            #expect(try await board.send(.delete, comment, token: token, headers: any).status == 204)
            #expect(try await board.send(.delete, uri + gone.id, token: token, headers: any).status == 204)
            let wrong: [String: any Sendable] = ["name": "rider", "password": "wrong"]
            #expect(try await board.send(.post, "/api/auth/login", wrong).status == 401)
        }

        private static func checkPurged(_ board: TestBoard) async throws {
            let trail = try await board.send(.get, "/api/auth/audit", token: "admin-token")
            let purged = trail.list("entries").filter { $0["action"] as? String == "post.purged" }
            #expect(purged.count == 1 && purged.first?["detail"] as? String == "its time was over")
            #expect(purged.first?["actor_id"] is NSNull)
            #expect(try await board.send(.get, "/api/board/posts/1").status == 200)
            #expect(try await board.send(.get, "/api/board/posts/2").status == 410)
        }

        @Test func `objects that no attachment names go after a day, others stay`() async throws {
            try await withTemporaryDirectory { folder in
                let settings = ["OBJECT_STORE_URL": folder.file("objects")]
                try await withBoard(url: "sqlite:" + folder.file("b.sqlite"), settings: settings) { board in
                    let token = try await board.signUp("rider")
                    let post = try await board.createPost(token: token)
                    let uri = "/api/board/posts/\(post.id)/attachments?name=a.txt"
                    let file = try await board.send(.post, uri, body: Data("글".utf8), type: "text/plain", token: token)
                    let objects = folder.file("objects/attachments")
                    let named = try #require(FileManager.default.contentsOfDirectory(atPath: objects).first)
                    let names = ["f0000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000"]
                    for name in names { try folder.write("글", to: "objects/attachments/\(name)") }
                    let twoDaysAgo = Date(timeIntervalSinceNow: -172_800)
                    for name in [named, names[0]] {
                        let path = "\(objects)/\(name)"
                        try FileManager.default.setAttributes([.modificationDate: twoDaysAgo], ofItemAtPath: path)
                    }
                    for _ in 0..<16 { try await board.board.upkeep.tidy() }
                    let left = try FileManager.default.contentsOfDirectory(atPath: objects).filter {
                        !$0.hasPrefix(".")
                    }
                    #expect(Set(left) == [named, names[1]])
                    #expect(try await board.send(.get, try #require(file.text("url"))).status == 200)
                }
            }
        }
    }
}
