import Core
import Documents
import Foundation
import Retrieval
import SQLite
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RepositoryTests {
    @Test func `a document is stored, shown, changed and removed`() async throws {
        try await withStore { store in
            let indexer = store.indexer()
            let text =
                "---\nid: a\ntitle: 요금\nkind: fare\ntopic: 돈\ndistrict: 마포구\nas_of: 2026-01-02\nsource: 우리\nsource_url: /a\n---\n1,000원이다."
            #expect(try await indexer.index([input(text, "a.md")], origin: "api").added == 1)
            let content = try #require(try await store.repository.document("a"))
            #expect(content.document.version == 1)
            #expect(content.document.state == .ready)
            #expect(content.document.updatedAt == Timestamp(seconds: 1_000))
            #expect(content.document.fields.topic == "돈")
            let passage = Passage(
                id: "a#1",
                documentID: "a",
                title: "요금",
                text: "1,000원이다.",
                language: "ko",
                kind: "fare",
                district: "마포구",
                date: "2026-01-02",
                source: "우리",
                sourceURL: "/a"
            )
            #expect(content.passages == [passage])
            #expect(try await store.all().added == [passage])

            let report = try await indexer.index([input(text + " 바뀌었다.", "a.md")], origin: "api")
            #expect(report.changed == 1)
            #expect(try await store.repository.document("a")?.document.version == 2)
            #expect(try await indexer.remove(["a", "b"]) == ["a"])
            #expect(try await store.repository.document("a") == nil)
            #expect(try await store.all().added.isEmpty)
            let left = try await store.database.read { try $0.query("SELECT 1 FROM passages").count }
            #expect(left == 0)
        }
    }

    @Test func `what did not change writes nothing`() async throws {
        try await withStore { store in
            let embedder = CountingEmbedder()
            let inputs = [input("하나", "a.md"), input("# 둘\n\n글", "b.md"), input(longText(passages: 30), "c.md")]
            _ = try await store.indexer(embedder).index(inputs, origin: "api")
            let asked = await embedder.texts.count
            let before = try await store.database.withoutTransaction { connection in
                try connection.first("SELECT total_changes() AS n, (SELECT revision FROM store) AS r")?.values
            }
            let report = try await store.indexer(embedder).index(inputs, origin: "api")
            let after = try await store.database.withoutTransaction { connection in
                try connection.first("SELECT total_changes() AS n, (SELECT revision FROM store) AS r")?.values
            }
            #expect(before == after)
            #expect(report.unchanged == 3)
            #expect(report.added + report.changed + report.passages == 0)
            #expect(await embedder.texts.count == asked)
        }
    }

    @Test func `readers follow by revision, page by page`() async throws {
        try await withStore { store in
            let indexer = store.indexer()
            _ = try await indexer.index((1...5).map { input(longText(passages: 4), "d\($0).md") }, origin: "api")
            var cursor = PassageCursor.start
            var pages: [Int] = []
            var hasMore = true
            while hasMore {
                let page = try await store.repository.changes(since: cursor, vectorsOf: nil, limit: 9)
                #expect(!page.isReset)
                pages.append(page.added.count)
                (cursor, hasMore) = (page.cursor, page.hasMore)
            }
            #expect(pages == [8, 8, 4])
            #expect(try await store.repository.changes(since: cursor, vectorsOf: nil, limit: 9).added.isEmpty)

            _ = try await indexer.index([input(longText(passages: 2), "d1.md")], origin: "api")
            _ = try await indexer.remove(["d2"])
            _ = try await indexer.index([input("# 새 글\n\n하나", "d3.md")], origin: "api")
            _ = try await indexer.index([input(longText(passages: 2), "d3.md")], origin: "api")
            let changes = try await store.repository.changes(since: cursor, vectorsOf: nil, limit: 100)
            #expect(Set(changes.removed) == ["d1#3", "d1#4", "d2#1", "d2#2", "d2#3", "d2#4", "d3#3", "d3#4"])
            #expect(changes.added.map(\.id) == ["d1#1", "d1#2", "d3#1", "d3#2"])
            // A reader that begins now has nothing to remove.
            #expect(try await store.all().removed.isEmpty)
        }
    }

    @Test func `a reader that was away too long, or knows another store, begins again`() async throws {
        try await withStore(.init(rememberedRemovals: 3)) { store in
            let indexer = store.indexer()
            _ = try await indexer.index((1...6).map { input("글 \($0)", "d\($0).md") }, origin: "api")
            let old = try await store.all().cursor
            _ = try await indexer.remove(["d1", "d2"])
            let middle = try await store.all().cursor
            #expect(try await store.repository.changes(since: old, vectorsOf: nil, limit: 9).removed.count == 2)
            _ = try await indexer.remove(["d3", "d4", "d5"])
            let lost = try await store.repository.changes(since: old, vectorsOf: nil, limit: 9)
            #expect(lost.isReset)
            #expect(lost.added.map(\.id) == ["d6#1"])
            let kept = try await store.repository.changes(since: middle, vectorsOf: nil, limit: 9)
            #expect(!kept.isReset)
            #expect(kept.removed.sorted() == ["d3#1", "d4#1", "d5#1"])
            let other = PassageCursor(identity: "other", revision: middle.revision, base: middle.base)
            #expect(try await store.repository.changes(since: other, vectorsOf: nil, limit: 9).isReset)
            let ahead = PassageCursor(identity: old.identity, revision: 1_000, base: 1_000)
            #expect(try await store.repository.changes(since: ahead, vectorsOf: nil, limit: 9).isReset)
        }
    }

    @Test func `a crash while a large document is written leaves the old version`() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "d.sqlite").path
            let limits = SQLiteDocumentRepository.Limits(passagesPerTransaction: 10)
            let first = try await Store.open(path, limits)
            let old = input(longText(passages: 5), "a.md")
            _ = try await first.indexer().index([old], origin: "api")
            let before = try await first.all()
            // The file refuses the third part, as a disk that runs full does; nothing cleans up.
            try await first.database.execute(
                """
                CREATE TRIGGER stop BEFORE INSERT ON passages WHEN NEW.ordinal > 25
                BEGIN SELECT RAISE(ABORT, 'disk'); END
                """
            )
            await #expect(throws: SQLiteError.self) {
                try await first.indexer().index([input(longText(passages: 40, "버스"), "a.md")], origin: "api")
            }
            await first.database.close()

            let second = try await Store.open(path, limits)
            #expect(try await second.all().added == before.added)
            #expect(try await second.repository.document("a")?.document.version == 1)
            let staged = try await second.database.read { try $0.query("SELECT 1 FROM passages").count }
            #expect(staged == 25)
            try await second.database.execute("DROP TRIGGER stop; UPDATE staged SET started_at = 0")
            await second.database.close()

            let third = try await Store.open(path, limits)
            let swept = try await third.database.read { try $0.query("SELECT 1 FROM passages").count }
            #expect(swept == 5)
            _ = try await third.indexer().index([input(longText(passages: 40, "버스"), "a.md")], origin: "api")
            #expect(try await third.all().added.count == 40)
            #expect(try await third.repository.document("a")?.document.version == 2)
            let inProgress = try await third.database.read { try $0.query("SELECT 1 FROM staged").count }
            #expect(inProgress == 0)
            await third.database.close()
        }
    }

    @Test func `a run that is cancelled between batches leaves whole documents`() async throws {
        try await withStore { store in
            let old = (1...20).map { input("옛 글 \($0)", "d\($0).md") }
            _ = try await store.indexer().index(old, origin: "api")
            try await store.database.execute(
                """
                CREATE TRIGGER stop BEFORE INSERT ON documents WHEN NEW.id = 'd15'
                BEGIN SELECT RAISE(ABORT, 'crash'); END
                """
            )
            let new = (1...20).map { input("새 글 \($0)", "d\($0).md") }
            await #expect(throws: SQLiteError.self) {
                try await store.indexer(nil, IndexingLimits(documentsPerBatch: 5)).index(new, origin: "api")
            }
            let reopened = try await Store.open(store.path)
            let texts = try await reopened.all().added.map(\.text)
            #expect(texts.count == 20)
            #expect(texts.count { $0.hasPrefix("새") } == 10)
            await reopened.database.close()
        }
    }

    @Test func `two processes write and read one file`() async throws {
        try await withStore { first in
            let second = try await Store.open(first.path)
            let stores = [first, second]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, store) in stores.enumerated() {
                    group.addTask {
                        for round in 0..<15 {
                            let own = (0..<5).map { input("글 \(round) \(number)", "own\(number)-\($0).md") }
                            let shared = input(longText(passages: 12, "말\(round)"), "shared.md")
                            _ = try await store.indexer().index(own + [shared], origin: "api")
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<40 {
                        // One version or the other, never a mix.
                        guard let content = try await second.repository.document("shared") else { continue }
                        #expect(content.passages.count == 12)
                        #expect(Set(content.passages.map { $0.text.prefix(3) }).count == 1)
                    }
                }
                try await group.waitForAll()
            }
            let left = try await first.all()
            let right = try await second.all()
            #expect(left.added == right.added)
            #expect(left.cursor == right.cursor)
            #expect(left.added.count == 22)
            let rows = try await first.database.read { try $0.query("SELECT 1 FROM passages").count }
            #expect(rows == 22)
            await second.database.close()
        }
    }

    @Test func `documents are listed by pages and counted`() async throws {
        try await withStore { store in
            let inputs = (1...7).map { number in
                input("---\nkind: \(number % 2 == 0 ? "rule" : "fare")\n---\n글 \(number)", "d\(number).md")
            }
            _ = try await store.indexer().index(inputs, origin: "corpus")
            _ = try await store.indexer().index([input("English text", "e.md")], origin: "api")
            let first = try await store.repository.list(DocumentQuery(kind: "fare", limit: 3))
            #expect(first.documents.map(\.fields.id) == ["d1", "d3", "d5"])
            let second = try await store.repository.list(DocumentQuery(kind: "fare", after: first.next, limit: 3))
            #expect(second.documents.map(\.fields.id) == ["d7"])
            #expect(second.next == nil)
            #expect(try await store.repository.list(DocumentQuery(origin: "api", language: "en")).documents.count == 1)
            let counts = try await store.repository.counts()
            #expect(counts.documents == 8)
            #expect(counts.passages == 8)
            #expect(counts.byKind == ["rule": 3, "fare": 4, "guide": 1])
            #expect(counts.byOrigin == ["corpus": 7, "api": 1])
            #expect(counts.revision == 8)
        }
    }
}
