import BoardService
import Foundation
import HTTPTypes
import Testing

extension BoardTests {
    @Suite struct Discussion {
        @Test(arguments: TestedDatabase.allCases)
        func `comments are written, changed, deleted and counted`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let post = try await board.createPost(token: token)
                let uri = "/api/board/posts/\(post.id)/comments"
                let comment = try await board.send(.post, uri, ["body": "저도 *그래요*"], token: other)
                #expect(comment.status == 201 && comment.text("html") == "<p>저도 <em>그래요</em></p>\n")
                let own = uri + "/\(comment.id)"
                let match = ["if-match": comment.etag]
                #expect(try await board.send(.patch, own, ["body": "x"], token: token, headers: match).status == 403)
                #expect(try await board.send(.patch, own, ["body": "x"], token: other).status == 428)
                let changed = try await board.send(.patch, own, ["body": "x"], token: other, headers: match)
                #expect(changed.status == 200 && changed.etag == "\"2\"")
                #expect(try await board.send(.delete, own, token: other, headers: match).status == 412)
                #expect(try await board.send(.get, "/api/board/posts/\(post.id)").json["comment_count"] as? Int == 1)
                let tag = ["if-match": "\"2\""]
                #expect(try await board.send(.delete, own, token: other, headers: tag).status == 204)
                #expect(try await board.send(.get, own).status == 410)
                #expect(try await board.send(.get, uri).list("comments").isEmpty)
                #expect(try await board.send(.get, "/api/board/posts/\(post.id)").json["comment_count"] as? Int == 0)
                #expect(try await board.send(.post, own + "/restore", token: token).status == 403)
                #expect(try await board.send(.post, own + "/restore", token: other).status == 200)
                #expect(try await board.send(.post, own + "/restore", token: other).status == 409)
                #expect(try await board.send(.get, "/api/board/posts/\(post.id)").json["comment_count"] as? Int == 1)
                #expect(try await board.send(.post, uri, ["body": " \n "], token: other).status == 422)
                #expect(
                    try await board.send(.post, "/api/board/posts/999/comments", ["body": "x"], token: other).status
                        == 404
                )
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `comments come in pages, oldest first`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                var ids: [String] = []
                for index in 0..<7 {
                    let uri = "/api/board/posts/\(post.id)/comments"
                    ids.append(try await board.send(.post, uri, ["body": "댓글 \(index)"], token: token).id)
                }
                var found: [String] = []
                var uri: String? = "/api/board/posts/\(post.id)/comments?limit=3"
                while let next = uri {
                    let page = try await board.send(.get, next)
                    found += page.list("comments").compactMap { $0["id"] as? String }
                    uri = Posts.nextURI(page)
                }
                #expect(found == ids)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a reaction counts once, however often it is sent`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let post = try await board.createPost(token: token)
                let uri = "/api/board/posts/\(post.id)"
                for _ in 0..<2 {
                    #expect(try await board.send(.put, uri + "/reactions/like", token: token).status == 204)
                    #expect(try await board.send(.put, uri + "/reactions/like", token: other).status == 204)
                    #expect(try await board.send(.put, uri + "/reactions/same", token: other).status == 204)
                }
                let read = try await board.send(.get, uri, token: other)
                #expect(read.json["reactions"] as? [String: Int] == ["like": 2, "helpful": 0, "same": 1])
                #expect(Set(read.json["my_reactions"] as? [String] ?? []) == ["like", "same"])
                for _ in 0..<2 {
                    #expect(try await board.send(.delete, uri + "/reactions/like", token: other).status == 204)
                }
                let after = try await board.send(.get, uri)
                #expect((after.json["reactions"] as? [String: Int])?["like"] == 1)
                #expect(try await board.send(.put, uri + "/reactions/love", token: token).status == 404)
                #expect(try await board.send(.put, uri + "/reactions/like").status == 401)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `views are shown at once and kept when the service stops`(database: TestedDatabase) async throws {
            try await withDatabaseURL(database) { url in
                try await withBoard(url: url) { board in
                    let token = try await board.signUp("rider")
                    let post = try await board.createPost(token: token)
                    for expected in 1...5 {
                        let read = try await board.send(.get, "/api/board/posts/\(post.id)")
                        #expect(read.json["views"] as? Int == expected)
                    }
                    await board.board.views.flush()
                    let listed = try await board.send(.get, "/api/board/posts").list("posts")
                    #expect(listed.first?["views"] as? Int == 5)
                    _ = try await board.send(.get, "/api/board/posts/\(post.id)")
                }
                try await withBoard(url: url) { board in
                    let listed = try await board.send(.get, "/api/board/posts").list("posts")
                    #expect(listed.first?["views"] as? Int == 6)
                }
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `who follows the changes misses none of them`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let first = try await board.createPost("하나", token: token)
                let start = try await board.send(.get, "/api/board/posts?changed_since=")
                #expect(start.list("posts").map { $0["title"] as? String } == ["하나"])
                #expect(start.json["more"] as? Bool == false)
                let cursor = try #require(start.text("next"))
                #expect(try await board.send(.get, "/api/board/posts?changed_since=\(cursor)").list("posts").isEmpty)
                let number = try #require(Int(cursor))
                let ahead = try await board.send(.get, "/api/board/posts?changed_since=\(number + 1)")
                #expect(ahead.status == 400 && ahead.fields == ["changed_since"])
                #expect(
                    ahead.text("detail")
                        == "changed_since: is ahead of this feed; begin again with an empty one"
                )
                // Twelve writers and one reader at the same time.
                let seen = try await withThrowingTaskGroup(of: [String].self, returning: String.self) { group in
                    for index in 0..<12 {
                        group.addTask { [try await board.createPost("글 \(index)", token: token).id] }
                    }
                    var written: Set<String> = []
                    var next = cursor
                    var seen: [String] = []
                    for try await ids in group {
                        written.formUnion(ids)
                        let page = try await board.send(.get, "/api/board/posts?changed_since=\(next)&limit=3")
                        seen += page.list("posts").compactMap { $0["id"] as? String }
                        next = page.text("next") ?? next
                    }
                    while seen.count < written.count {
                        let page = try await board.send(.get, "/api/board/posts?changed_since=\(next)&limit=3")
                        let ids = page.list("posts").compactMap { $0["id"] as? String }
                        if ids.isEmpty { break }
                        seen += ids
                        next = page.text("next") ?? next
                    }
                    #expect(Set(seen) == written && seen.count == written.count)
                    return next
                }
                let uri = "/api/board/posts/\(first.id)"
                _ = try await board.send(.delete, uri, token: token, headers: ["if-match": "*"])
                let gone = try await board.send(.get, "/api/board/posts?changed_since=\(seen)")
                #expect(gone.list("deleted").map { $0["id"] as? String } == [first.id])
                #expect(gone.list("posts").isEmpty)
                _ = try await board.send(.post, uri + "/restore", token: token)
                let back = try await board.send(.get, "/api/board/posts?changed_since=\(gone.text("next") ?? "")")
                #expect(back.list("posts").map { $0["id"] as? String } == [first.id])
            }
        }
    }
}
