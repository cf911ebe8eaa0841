import Documents
import Retrieval
import Testing

@Suite(.timeLimit(.minutes(2)))
struct IndexerTests {
    @Test func `only passages that changed are embedded again`() async throws {
        try await withStore { store in
            let embedder = CountingEmbedder()
            let text =
                "# 안내\n\n## 대여\n\n" + PassageCutterTests.prose(40) + "\n\n## 반납\n\n" + PassageCutterTests.prose(30)
            _ = try await store.indexer(embedder).index([input(text, "a.md")], origin: "api")
            #expect(await embedder.texts.count == 2)
            #expect(await embedder.texts.first?.hasPrefix("안내 > 대여\n자전거1를") == true)
            let before = try await store.all().cursor
            // A section in front moves all the others.
            let moved = text.replacing("## 대여", with: "## 새로\n\n\(PassageCutterTests.prose(20))\n\n## 대여")
            _ = try await store.indexer(embedder).index([input(moved, "a.md")], origin: "api")
            #expect(await embedder.texts.count == 3)
            let changes = try await store.repository.changes(since: before, vectorsOf: "counting", limit: 10)
            #expect(changes.added.count == 3)
            #expect(changes.vectors.map { $0?.count } == [4, 4, 4])
            let expected = changes.added.map { Float($0.textForEmbedding.utf8.count) }
            #expect(changes.vectors.map { $0?.first } == expected)
            #expect(changes.vectors.first??.last == Float.leastNonzeroMagnitude)
            _ = try await store.indexer(embedder).remove(["a"])
            #expect(try await store.repository.counts().vectorsByEmbedder.isEmpty)
        }
    }

    @Test func `an embedder that fails leaves passages that are embedded later`() async throws {
        try await withStore { store in
            let embedder = CountingEmbedder(fails: true)
            let inputs = (1...3).map { input(longText(passages: 3), "d\($0).md") }
            let report = try await store.indexer(embedder, IndexingLimits(textsPerCall: 2)).index(inputs, origin: "api")
            #expect(report.added == 3)
            // The three documents have the same texts but other titles.
            #expect(report.withoutVectors == 9)
            #expect(report.embeddingFailure != nil)
            #expect(try await store.repository.counts().withoutVectors == 3)
            let cursor = try await store.all().cursor
            await embedder.repair()
            #expect(try await store.indexer(embedder, IndexingLimits(textsPerCall: 2)).embedMissing() == 9)
            #expect(try await store.repository.counts().withoutVectors == 0)
            let changes = try await store.repository.changes(since: cursor, vectorsOf: "counting", limit: 100)
            #expect(changes.added.count == 9)
            #expect(changes.vectors.allSatisfy { $0 != nil })
            #expect(try await store.indexer(embedder).embedMissing() == 0)
            // Another embedder begins anew.
            #expect(try await store.indexer(CountingEmbedder("other")).embedMissing(limit: 4) == 4)
            #expect(try await store.repository.counts().vectorsByEmbedder == ["counting": 9, "other": 4])
        }
    }

    @Test func `ids are unique in a run and belong to their origin`() async throws {
        try await withStore { store in
            let twice = [input("하나", "a.md"), input("둘", "a.html", .html), input("셋", "b.md")]
            let report = try await store.indexer().index(twice, origin: "corpus")
            #expect(report.added == 2)
            #expect(report.failed.map(\.name) == ["a.html"])
            #expect("\(try #require(report.failed.first).error)".contains("is that of a.md already"))
            let foreign = try await store.indexer().index([input("넷", "b.md")], origin: "api")
            #expect(foreign.added + foreign.changed == 0)
            #expect((foreign.failed.first?.error as? DocumentError)?.code == .idTaken)
            #expect(try await store.repository.document("b")?.passages.first?.text == "셋")
        }
    }

    @Test func `Korean and English documents live side by side`() async throws {
        try await withStore { store in
            let inputs = [
                input("# 반납\n\n대여소 거치대에 세우고 잠금장치를 채운다.", "return.ko.md"),
                input("# Return\n\nPark the bike at a station and close the lock.", "return.en.md"),
            ]
            _ = try await store.indexer().index(inputs, origin: "corpus")
            let passages = try await store.all().added
            #expect(passages.map(\.language) == ["ko", "en"])
            #expect(passages.filter(PassageFilter(languages: ["en"]).allows).map(\.documentID) == ["return.en"])
        }
    }
}
