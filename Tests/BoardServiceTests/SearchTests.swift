import BoardService
import Foundation
import HTTPTypes
import Testing

@Suite struct SearchTextTests {
    @Test func `pairs are taken within words, lower case and whole syllables`() {
        let pairs = SearchText.pairs(SearchText.words("고장 AB"))
        #expect(pairs == [0x61 << 21 | 0x62, 0xACE0 << 21 | 0xC7A5])
        let decomposed = "\u{1100}\u{1169}\u{110C}\u{1161}\u{11BC}"
        #expect(SearchText.words(decomposed) == SearchText.words("고장"))
        #expect(SearchText.pairs(SearchText.words("가 나 다")).isEmpty)
        #expect(SearchText.words("ＢＩＫＥ！ｘ") == SearchText.words("bike!x"))
    }

    @Test func `a word is found inside another`() {
        let text = SearchText.words("자전거가 고장났어요")
        #expect(SearchText.contains(text, all: SearchText.words("고장 전거")))
        #expect(!SearchText.contains(text, all: SearchText.words("고장 났다")))
        #expect(!SearchText.contains(text, all: SearchText.words("거가고장")))
    }
}

extension BoardTests {
    @Suite struct Searching {
        @Test(arguments: TestedDatabase.allCases)
        func `two syllables are found in titles and texts, newest first`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                var ids: [String] = []
                for (title, body) in [
                    ("체인 고장", "안 돌아가요"), ("질문", "바퀴가 고장났어요"), ("고속 장거리", "다른 글"), ("Bike LOCK", "고 장"),
                ] {
                    ids.append(try await board.createPost(title, body, token: token).id)
                }
                func find(_ words: String, _ more: String = "") async throws -> [String] {
                    let encoded = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let page = try await board.send(.get, "/api/board/posts?q=\(encoded)\(more)")
                    return page.list("posts").compactMap { $0["id"] as? String }
                }
                #expect(try await find("고장") == [ids[1], ids[0]])
                #expect(try await find("고장 체인") == [ids[0]])
                #expect(try await find("고장났") == [ids[1]])
                #expect(try await find("바퀴가 고장") == [ids[1]])
                #expect(try await find("bike lock") == [ids[3]])
                #expect(try await find("없는말").isEmpty)
                #expect(try await find("고장", "&category=tip").isEmpty)
                let uri = "/api/board/posts/\(ids[0])"
                let change: [String: any Sendable] = ["title": "체인 수리", "body": "고장 아님"]
                _ = try await board.send(.patch, uri, change, token: token, headers: ["if-match": "*"])
                #expect(try await find("수리") == [ids[0]])
                #expect(try await find("체인 고장") == [ids[0]])
                #expect(try await find("돌아").isEmpty)
                _ = try await board.send(.delete, uri, token: token, headers: ["if-match": "*"])
                #expect(try await find("고장") == [ids[1]])
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `words are taken as people type them`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let first = try await board.createPost("강남역, 3번 출구", "Ｂｉｋｅ (새것) c++", token: token).id
                func find(_ query: String) async throws -> Answer {
                    let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "+%"))
                    let encoded = query.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
                    return try await board.send(.get, "/api/board/posts?q=\(encoded)")
                }
                let found = [
                    "강남역,", "\"강남역\" ~출구~", "강남역+출구", "강남역%20출구", "BIKE", "ｂｉｋｅ！", "(새것)", "C%2B%2B", "강남역 ...",
                    "강남역+강남역+강남역+강남역+강남역+강남역+강남역+강남역+강남역",
                ]
                for query in found {
                    let page = try await find(query)
                    #expect(page.list("posts").map { $0["id"] as? String } == [first], "\(query)")
                }
                let many = try await find("a1 a2 a3 a4 a5 a6 a7 a8 a9")
                #expect(many.status == 400 && many.text("detail") == "q: may have at most 8 different words")
                #expect(try await find("a1 a2 a3 a4 a5 a6 a7 a8").status == 200)
                let long = try await find(String(repeating: "가", count: 201))
                #expect(long.status == 400 && long.text("detail") == "q: may have at most 200 characters")
                #expect(try await find(String(repeating: "가", count: 200)).status == 200)
                #expect(try await find("...").fields == ["q"])
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `texts that were indexed before full-width letters were folded are found`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost("ｇｏ", "고장", token: token)
                let store = try #require(board.board.keeper.database)
                let words: [[Unicode.Scalar]] = [["ｇ", "ｏ"], ["고", "장"], ["x", "ｏ"], ["ｇ", "x"]]
                let old = words.map { Int64($0[0].value) << 21 | Int64($0[1].value) }.sorted()
                let version = try #require(BoardSchema.versions.first { $0.number == 5 })
                let pairs = try await store.write { session in
                    let id = try #require(Int64(post.id))
                    try session.run(SQLStatement("DELETE FROM post_words"), [])
                    try BoardRepositories(session).postWords.insert(old, textID: id)
                    for _ in 0..<2 {
                        for statement in version.statements(store.dialect) {
                            try session.run(SQLStatement(statement), [])
                        }
                    }
                    return try session.rows(SQLStatement("SELECT pair FROM post_words ORDER BY pair"), []).map { row in
                        var columns = row.columns
                        return try columns.integer()
                    }
                }
                #expect(pairs == SearchText.pairs(SearchText.words("go 고장 xo gx")))
                #expect(try await board.send(.get, "/api/board/posts?q=GO").list("posts").count == 1)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `comments are found by their words as long as they and their posts are there`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let posts = [try await board.createPost(token: token).id, try await board.createPost(token: token).id]
                var paths: [String] = []
                for (post, body) in [(0, "체인이 고장났어요"), (0, "저도요"), (1, "단말기 고장"), (1, "고 장")] {
                    let uri = "/api/board/posts/\(posts[post])/comments"
                    let comment = try await board.send(.post, uri, ["body": body], token: token)
                    paths.append(uri + "/" + comment.id)
                }
                func find(_ words: String) async throws -> [String] {
                    var found: [String] = []
                    let encoded = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    var uri: String? = "/api/board/comments?limit=1&q=\(encoded)"
                    while let next = uri {
                        let page = try await board.send(.get, next)
                        #expect(page.status == 200)
                        found += page.list("comments").map { comment in
                            "/api/board/posts/\(comment["post_id"] ?? "")/comments/\(comment["id"] ?? "")"
                        }
                        uri = Posts.nextURI(page)
                    }
                    return found
                }
                let any = ["if-match": "*"]
                #expect(try await find("고장") == [paths[2], paths[0]])
                _ = try await board.send(.patch, paths[1], ["body": "저도 고장"], token: token, headers: any)
                #expect(try await find("고장 저도") == [paths[1]])
                _ = try await board.send(.patch, paths[0], ["body": "나았어요"], token: token, headers: any)
                #expect(try await find("고장") == [paths[2], paths[1]])
                _ = try await board.send(.delete, paths[1], token: token, headers: any)
                #expect(try await find("고장") == [paths[2]])
                _ = try await board.send(.delete, "/api/board/posts/\(posts[1])", token: token, headers: any)
                #expect(try await find("고장").isEmpty)
                for uri in ["/api/board/comments", "/api/board/comments?q=a", "/api/board/comments?q=ab&cursor=x"] {
                    #expect(try await board.send(.get, uri).status == 400, "\(uri)")
                }
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a search goes on behind its cursor to the last post`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                var expected: [String] = []
                for index in 0..<60 {
                    // Both pairs occur everywhere, next to each other in every third post.
                    let body = index % 3 == 0 ? "가나다 \(index)" : "가나 나다 \(index)"
                    let id = try await board.createPost("글", body, token: token).id
                    if index % 3 == 0 { expected.insert(id, at: 0) }
                }
                var found: [String] = []
                var uri: String? = "/api/board/posts?limit=7&q=%EA%B0%80%EB%82%98%EB%8B%A4"
                while let next = uri {
                    let page = try await board.send(.get, next)
                    found += page.list("posts").compactMap { $0["id"] as? String }
                    uri = Posts.nextURI(page)
                }
                #expect(found == expected)
            }
        }
    }
}
