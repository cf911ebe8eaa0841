import BoardService
import Foundation
import HTTPTypes
import Testing

extension BoardTests {
    @Suite struct Posts {
        @Test(arguments: TestedDatabase.allCases)
        func `a post is written, read, changed, deleted and restored`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let created = try await board.createPost("자전거 고장", "**체인**이 빠졌어요 🚲", token: token)
                #expect(created.status == 201)
                #expect(created.headers[.location] == "/api/board/posts/\(created.id)")
                #expect(created.text("html") == "<p><strong>체인</strong>이 빠졌어요 🚲</p>\n")
                let uri = "/api/board/posts/\(created.id)"
                let read = try await board.send(.get, uri)
                #expect(read.status == 200 && read.etag == "\"1\"" && read.text("body") == "**체인**이 빠졌어요 🚲")
                #expect((read.json["author"] as? [String: Any])?["name"] as? String == "rider")
                let changed = try await board.send(
                    .patch,
                    uri,
                    ["title": "고쳤어요"],
                    token: token,
                    headers: ["if-match": "\"1\""]
                )
                #expect(changed.status == 200 && changed.etag == "\"2\"" && changed.text("title") == "고쳤어요")
                let deleted = try await board.send(.delete, uri, token: token, headers: ["if-match": "\"2\""])
                #expect(deleted.status == 204)
                #expect(try await board.send(.get, uri).status == 410)
                let own = try await board.send(.get, uri, token: token)
                #expect(own.status == 200 && own.text("status") == "deleted")
                let listed = try await board.send(.get, "/api/board/posts")
                #expect(listed.list("posts").isEmpty)
                let restored = try await board.send(.post, uri + "/restore", token: token)
                #expect(restored.status == 200 && restored.etag == "\"4\"")
                #expect(try await board.send(.get, uri).status == 200)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `of two who change one version, one wins and the other learns it`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                let uri = "/api/board/posts/\(post.id)"
                let statuses = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                    for index in 0..<8 {
                        group.addTask {
                            let answer = try await board.send(
                                .patch,
                                uri,
                                ["title": "제목 \(index)"],
                                token: token,
                                headers: ["if-match": post.etag]
                            )
                            return (answer.status, answer.etag)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.filter { $0.0 == 200 }.count == 1)
                #expect(statuses.filter { $0.0 == 412 && $0.1 == "\"2\"" }.count == 7)
                #expect(try await board.send(.patch, uri, ["title": "x"], token: token).status == 428)
                // As a proxy makes of it that compresses the answer.
                let weak = ["if-match": "W/\"2\""]
                #expect(try await board.send(.patch, uri, ["title": "x"], token: token, headers: weak).status == 200)
                for old in [weak, ["if-match": "\"3-gzip\""], ["if-match": "W/\"1\", \"2\""]] {
                    #expect(try await board.send(.patch, uri, ["title": "y"], token: token, headers: old).status == 412)
                }
                let list = ["if-match": "\"2\", W/\"3\""]
                #expect(try await board.send(.patch, uri, ["title": "z"], token: token, headers: list).status == 200)
                let half = ["if-match": "W/\""]
                #expect(try await board.send(.patch, uri, ["title": "x"], token: token, headers: half).status == 400)
                let bare = ["if-match": "2"]
                #expect(try await board.send(.patch, uri, ["title": "x"], token: token, headers: bare).status == 400)
                let any = ["if-match": "*"]
                #expect(try await board.send(.patch, uri, ["title": "x"], token: token, headers: any).status == 200)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `the same request with the same key has one effect and one answer`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let draft: [String: any Sendable] = ["title": "한 번", "body": "만"]
                let key = ["idempotency-key": "k-1"]
                let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                    for _ in 0..<6 {
                        group.addTask {
                            try await board.send(.post, "/api/board/posts", draft, token: token, headers: key)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(
                    answers.map(\.status) == Array(repeating: 201, count: 6),
                    "\(answers.map { $0.text("detail") ?? "" })"
                )
                #expect(answers.allSatisfy { $0.body == answers[0].body && $0.etag == "\"1\"" })
                let name = try #require(HTTPField.Name("idempotency-replayed"))
                #expect(answers.filter { $0.headers[name] == "true" }.count == 5)
                let changed: [String: any Sendable] = ["title": "다른", "body": "것"]
                let clash = try await board.send(.post, "/api/board/posts", changed, token: token, headers: key)
                #expect(clash.status == 422)
                let theirs = try await board.send(.post, "/api/board/posts", draft, token: other, headers: key)
                #expect(theirs.status == 201 && theirs.id != answers[0].id)
                #expect(try await board.send(.get, "/api/board/posts").list("posts").count == 2)
                let uri = "/api/board/posts/\(answers[0].id)/comments"
                let comment: [String: any Sendable] = ["body": "댓글"]
                let first = try await board.send(.post, uri, comment, token: token, headers: ["idempotency-key": "c"])
                let second = try await board.send(.post, uri, comment, token: token, headers: ["idempotency-key": "c"])
                #expect(first.status == 201 && first.body == second.body)
                let bad = ["idempotency-key": String(repeating: "x", count: 201)]
                #expect(try await board.send(.post, uri, comment, token: token, headers: bad).status == 400)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `everything that is wrong is said at once`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let long = String(repeating: "가", count: 20_001)
                let answer = try await board.createPost(
                    "줄\n바꿈",
                    long,
                    token: token,
                    ["kind": "fault", "category": "notice"]
                )
                #expect(answer.status == 422)
                #expect(Set(answer.fields) == ["title", "body", "station_id", "category"])
                #expect(try await board.createPost("  ", "x", token: token).fields == ["title"])
                let strange = try await board.createPost("x", "y", token: token, ["kind": "broken"])
                #expect(strange.status == 422 && strange.fields == ["kind"])
                #expect(strange.text("detail") == "kind: must be one of post, fault")
                let missing = try await board.send(.post, "/api/board/posts", ["title": "x"], token: token)
                #expect(missing.status == 400 && missing.fields == ["body"])
                let longest = try await board.createPost(
                    String(repeating: "🚲", count: 200),
                    String(repeating: "🚲", count: 20_000),
                    token: token
                )
                #expect(longest.status == 201)
                #expect(try await board.send(.post, "/api/board/posts", ["title": "x", "body": "y"]).status == 401)
                for uri in ["/api/board/posts/0", "/api/board/posts/x", "/api/board/posts/99999999999999999999"] {
                    #expect(try await board.send(.get, uri).status == 404)
                }
                for query in [
                    "limit=0", "limit=101", "sort=best", "cursor=newest.x", "cursor=oldest.1", "q=%EA%B0%80",
                    "kind=x", "author_id=x", "changed_since=x", "limit=1&limit=2", "q=ab&sort=oldest",
                ] {
                    #expect(try await board.send(.get, "/api/board/posts?\(query)").status == 400, "\(query)")
                }
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `pages follow each other without gaps while posts are written and deleted`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                var ids: [String] = []
                for index in 0..<25 {
                    let category = index % 2 == 0 ? "tip" : "question"
                    ids.append(try await board.createPost("글 \(index)", token: token, ["category": category]).id)
                }
                for (sort, expected) in [
                    ("newest", Array(ids.reversed())), ("oldest", ids), ("updated", ids.reversed()),
                ] {
                    var found: [String] = []
                    var uri: String? = "/api/board/posts?limit=10&sort=\(sort)"
                    while let next = uri {
                        let page = try await board.send(.get, next)
                        found += page.list("posts").compactMap { $0["id"] as? String }
                        uri = Self.nextURI(page)
                        if sort == "newest", found.count == 10 { _ = try await board.createPost(token: token) }
                    }
                    #expect(found.filter(ids.contains) == expected, "\(sort)")
                }
                let tips = try await board.send(.get, "/api/board/posts?category=tip&limit=100")
                #expect(tips.list("posts").count == 13)
                let author = try await board.send(.get, "/api/board/posts?author_id=1&limit=100&sort=oldest")
                #expect(author.list("posts").count == 26)
                #expect(try await board.send(.get, "/api/board/posts?author_id=2").list("posts").isEmpty)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a fault report is open until its author or a moderator closes it`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let stranger = try await board.signUp("stranger")
                let moderator = try await board.signUp("mod", role: "moderator")
                let more: [String: any Sendable] = ["kind": "fault", "station_id": "ST-4"]
                let first = try await board.createPost("고장", "거치대", token: token, more)
                let second = try await board.createPost("고장", "단말기", token: token, more)
                #expect(first.text("state") == "open" && first.text("category") == "station")
                let open = "/api/board/posts?station_id=ST-4&kind=fault&state=open"
                #expect(try await board.send(.get, open).list("posts").count == 2)
                let close: [String: any Sendable] = ["state": "closed"]
                let match = ["if-match": "\"1\""]
                let uri = "/api/board/posts/"
                #expect(
                    try await board.send(.patch, uri + first.id, close, token: stranger, headers: match).status == 403
                )
                let closed = try await board.send(.patch, uri + first.id, close, token: token, headers: match)
                #expect(closed.text("state") == "closed" && closed.text("closed_at") != nil)
                #expect(
                    try await board.send(.patch, uri + second.id, close, token: moderator, headers: match).status == 200
                )
                #expect(try await board.send(.get, open).list("posts").isEmpty)
                let plain = try await board.createPost(token: token)
                #expect(try await board.send(.patch, uri + plain.id, close, token: token, headers: match).status == 422)
                let trail = try await board.send(.get, uri + first.id + "/audit", token: moderator)
                #expect(
                    trail.list("entries").compactMap { $0["action"] as? String } == ["post.changed", "post.created"]
                )
                #expect(trail.list("entries").first?["detail"] as? String == "state closed")
                #expect(try await board.send(.get, uri + first.id + "/audit", token: stranger).status == 403)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `what a moderator deleted its author cannot restore, and an admin can purge it`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let moderator = try await board.signUp("mod", role: "moderator")
                let admin = try await board.signUp("boss", role: "admin")
                let post = try await board.createPost("비밀번호", "지워야 할 글", token: token)
                let uri = "/api/board/posts/\(post.id)"
                #expect(try await board.send(.post, uri + "/purge", token: admin).status == 409)
                let any = ["if-match": "*"]
                #expect(try await board.send(.delete, uri, token: moderator, headers: any).status == 204)
                #expect(try await board.send(.post, uri + "/restore", token: token).status == 403)
                #expect(try await board.send(.post, uri + "/purge", token: moderator).status == 403)
                #expect(try await board.send(.post, uri + "/purge", token: admin).status == 204)
                #expect(try await board.send(.get, uri, token: admin).status == 410)
                #expect(try await board.send(.post, uri + "/restore", token: admin).status == 410)
                let feed = try await board.send(.get, "/api/board/posts?changed_since=")
                #expect(
                    feed.list("posts").isEmpty && feed.list("deleted").compactMap { $0["id"] as? String } == [post.id]
                )
                #expect(String(decoding: feed.body, as: UTF8.self).contains("비밀번호") == false)
            }
        }

        static func nextURI(_ page: Answer) -> String? {
            guard let name = HTTPField.Name("link"), let link = page.headers[name] else { return nil }
            return link.split(separator: ">").first.map { String($0.dropFirst()) }
        }
    }
}
