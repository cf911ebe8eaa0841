import Documents
import Retrieval
import SQLite
import Testing

@Suite(.timeLimit(.minutes(2)))
struct BoardFeedTests {
    private func page(_ posts: String, deleted: String = "", next: String = "c1", more: Bool = false) throws
        -> BoardFeedPage
    {
        let text =
            "{\"posts\":[\(posts)],\"deleted\":[\(deleted)],\"next\":\"\(next)\",\"more\":\(more),\"extra\":[{}]}"
        return try BoardFeed().parse(Array(text.utf8))
    }

    private func post(
        _ id: String,
        _ body: String,
        status: String = "published",
        at: String = "2026-11-22T09:00:00+09:00"
    ) -> String {
        """
        {"id":"\(id)","title":"망원역 고장","body":"\(body)","category":"fault","station_id":"ST-4","author":{"name":"민지","id":"u1"},\
        "created_at":"2026-11-20T09:00:00+09:00","updated_at":"\(at)","status":"\(status)","tags":["a"]}
        """
    }

    @Test func `posts become documents`() throws {
        let page = try page(post("7", "단말기가 **꺼져** 있다.\\n\\n<script>alert(1)</script>조심!"), more: true)
        let document = try #require(page.documents.first)
        #expect(
            document.fields
                == DocumentFields(
                    id: "post-7",
                    title: "망원역 고장",
                    kind: "post",
                    topic: "fault",
                    language: "ko",
                    date: "2026-11-22",
                    source: "게시판 (민지)",
                    sourceURL: "/api/board/posts/7",
                    keywords: ["ST-4"]
                )
        )
        #expect(texts(document) == ["단말기가 꺼져 있다.", "조심!"])
        #expect(page.next == "c1")
        #expect(page.hasMore)
    }

    @Test func `deleted, hidden and unreadable posts leave`() throws {
        let long = String(repeating: "가", count: 100_000)
        let page = try page(
            [post("1", "글"), post("2", "숨김", status: "hidden"), post("3", long), post("4", "되살림"), post("5", "지움")]
                .joined(separator: ","),
            deleted: """
                {"id":"5","deleted_at":"2026-11-22T09:00:00+09:00"},{"id":"4","deleted_at":"2026-11-21T00:00:00Z"},
                {"id":9,"deleted_at":"2026-11-22T09:00:00+09:00"}
                """
        )
        #expect(page.documents.map(\.fields.id) == ["post-1", "post-4"])
        #expect(page.removals == ["post-2", "post-3", "post-5", "post-9"])
        #expect(page.failures.map(\.name) == ["post-3"])
    }

    @Test func `a post twice counts as it was last, one without text or author has its title`() throws {
        let newer = post("1", "새 글", at: "2026-11-22T10:00:00+09:00")
        #expect(try texts(#require(page("\(newer),\(post("1", "옛 글"))").documents.first)) == ["새 글"])
        let bare =
            "{\"id\":\"2\",\"title\":\"제목\\u0000만\",\"body\":\"\",\"author\":null,\"updated_at\":\"2026-01-01T00:00:00Z\"}"
        let document = try #require(try page(bare).documents.first)
        #expect(texts(document) == ["제목 만"])
        #expect(document.fields.source == "게시판")
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"posts\":[],\"more\":false}", "{\"posts\":[],\"next\":\"\",\"more\":false}",
        "{\"posts\":[{\"id\":\"1\"}],\"next\":\"a\",\"more\":false}",
        "{\"posts\":[{\"id\":\"../x\",\"updated_at\":\"2026-01-01T00:00:00Z\"}],\"next\":\"a\",\"more\":false}",
        "{\"posts\":[{\"id\":\"1\",\"updated_at\":\"gestern\"}],\"next\":\"a\",\"more\":false}",
        "{\"posts\":[],\"deleted\":[{}],\"next\":\"a\",\"more\":false}",
        "{\"posts\":[],\"next\":\"a\",\"more\":false} x",
        "{\"posts\":[],\"next\":5,\"more\":false}",
    ])
    func `answers of another shape are refused`(text: String) {
        #expect(throws: DocumentError.self) { try BoardFeed().parse(Array(text.utf8)) }
    }

    @Test func `limits hold`() throws {
        var limits = BoardFeed.Limits()
        limits.posts = 1
        let two = Array("{\"posts\":[\(post("1", "a")),\(post("2", "b"))],\"next\":\"a\",\"more\":false}".utf8)
        #expect(throws: DocumentError.self) { try BoardFeed(limits: limits).parse(two) }
        limits.posts = 2
        #expect(try BoardFeed(limits: limits).parse(two).documents.count == 2)
        limits.bytes = 100
        #expect(throws: DocumentError.self) { try BoardFeed(limits: limits).parse(two) }
        #expect(throws: DocumentError.self) { try BoardFeed().parse([0xFF]) }
    }

    @Test func `changes and cursor are stored together`() async throws {
        try await withStore { store in
            let indexer = store.indexer()
            #expect(try await indexer.boardCursor() == nil)
            let first = try await indexer.apply(page("\(post("1", "하나")),\(post("2", "둘"))"))
            #expect(first.added == 2)
            #expect(try await indexer.boardCursor() == "c1")
            _ = try await indexer.index([input("글", "post-3.md")], origin: "api")
            let deleted =
                "{\"id\":\"1\",\"deleted_at\":\"2026-11-23T00:00:00Z\"},{\"id\":\"3\",\"deleted_at\":\"2026-11-23T00:00:00Z\"}"
            let second = try await indexer.apply(page("", deleted: deleted, next: "c2"))
            #expect(second.removed == 1)
            #expect(try await store.all().added.map(\.documentID) == ["post-2", "post-3"])

            try await store.database.execute(
                """
                CREATE TRIGGER stop BEFORE INSERT ON notes WHEN NEW.value = 'c3'
                BEGIN SELECT RAISE(ABORT, 'crash'); END
                """
            )
            await #expect(throws: (any Error).self) { try await indexer.apply(page(post("4", "넷"), next: "c3")) }
            #expect(try await indexer.boardCursor() == "c2")
            #expect(try await store.repository.document("post-4") == nil)
        }
    }
}
