import Retrieval
import Testing

@Suite struct SavedIndexTests {
    @Test func `a saved index finds what it found`() throws {
        var index = PassageIndex(Samples.passages(200))
        index.update(adding: Samples.passages, removing: ["p5#0", "p6#0"])
        let loaded = try PassageIndex(bytes: index.bytes)
        #expect(loaded.count == index.count)
        #expect(loaded.configuration == index.configuration)
        #expect(Set(loaded.passages.map(\.id)) == Set(index.passages.map(\.id)))
        #expect(loaded.passage("fares#0") == index.passage("fares#0"))
        let embedder = try #require(index.hashedEmbedder)
        #expect(loaded.hashedEmbedder?.name == embedder.name)
        for question in Samples.questions {
            #expect(loaded.lexical(LexicalQuery(question)) == index.lexical(LexicalQuery(question)))
            let vector = embedder.vector(question)
            #expect(loaded.nearest(to: vector) == index.nearest(to: vector))
        }
    }

    @Test func `every field of a passage is kept`() throws {
        let passage = Passage(
            id: "가#1",
            documentID: "가",
            title: "제목",
            heading: "위 > 아래",
            text: "글\n둘째 줄 🚲",
            keywords: "낱말",
            language: "ko",
            kind: "post",
            district: "마포구",
            date: "2024-11-20",
            source: "게시판",
            sourceURL: "https://example.org/1"
        )
        let bare = Passage(id: "나", documentID: "", text: "")
        let loaded = try PassageIndex(bytes: PassageIndex([passage, bare]).bytes)
        #expect(loaded.passage("가#1") == passage)
        #expect(loaded.passage("나") == bare)
    }

    @Test func `an index of given vectors, of none and of no passages are kept`() throws {
        var random = Random(2)
        let vectors = (0..<10).map { _ in random.vector(33) }
        let source = IndexConfiguration.VectorSource.given(embedder: "model-1", dimensions: 33)
        let given = PassageIndex(Samples.passages, vectors: vectors, configuration: IndexConfiguration(vectors: source))
        let loaded = try PassageIndex(bytes: given.bytes)
        #expect(loaded.configuration.vectors == source)
        #expect(loaded.nearest(to: vectors[3]) == given.nearest(to: vectors[3]))
        let none = try PassageIndex(
            bytes: PassageIndex(Samples.passages, configuration: IndexConfiguration(vectors: .none)).bytes
        )
        #expect(none.nearest(to: vectors[3]).isEmpty)
        #expect(try PassageIndex(bytes: PassageIndex().bytes).count == 0)
    }

    @Test func `a loaded index goes on as the saved one`() throws {
        let passages = Samples.passages(120)
        var index = PassageIndex(Array(passages[..<100]))
        var loaded = try PassageIndex(bytes: index.bytes)
        index.update(adding: Array(passages[100...]), removing: ["p1#0"])
        loaded.update(adding: Array(passages[100...]), removing: ["p1#0"])
        for question in Samples.questions {
            #expect(loaded.lexical(LexicalQuery(question)) == index.lexical(LexicalQuery(question)))
        }
    }

    @Test func `bytes that are no index are refused with a reason`() {
        #expect(reason([]) == "this is no saved index")
        #expect(reason(Array("SQLite format 3\u{0} and more".utf8)) == "this is no saved index")
        var bytes = PassageIndex(Samples.passages).bytes
        #expect(reason(Array(bytes.dropLast(9))) == "the checksum does not fit: the file is damaged")
        bytes[6] = UInt8(ascii: "2")
        #expect(reason(bytes) == "the index is of another version")
    }

    @Test func `damage anywhere is noticed`() {
        let bytes = PassageIndex(Samples.passages).bytes
        var random = Random(11)
        for _ in 0..<300 {
            var damaged = bytes
            damaged[random.next(damaged.count)] ^= UInt8(1 + random.next(255))
            #expect(reason(damaged) != nil)
        }
    }

    /// Damage whose checksum was made to fit must not crash the reader, nor a search in what it accepts.
    @Test func `forged files are refused or harmless`() throws {
        let small = PassageIndex(
            Array(Samples.passages.prefix(3)),
            configuration: IndexConfiguration(vectors: .builtIn(dimensions: 16))
        )
        // The statistics of the grams are most of the file and hold no structure: changes go elsewhere.
        let bytes = small.bytes
        var random = Random(12)
        for round in 0..<3_000 {
            var forged = bytes
            for _ in 0..<(1 + random.next(3)) {
                let place = round % 2 == 0 ? bytes.count - 1 - random.next(6_000) : 16 + random.next(80)
                forged[place] = random.next(3) == 0 ? 0xFF : UInt8(random.next(256))
            }
            if random.next(5) == 0 { forged.removeLast(random.next(4_000)) }
            guard let index = try? PassageIndex(bytes: SavedIndexSeal.sealed(forged)) else { continue }
            for question in ["환불 1000원", "따릉이"] {
                _ = index.lexical(LexicalQuery(question))
                if let embedder = index.hashedEmbedder { _ = index.nearest(to: embedder.vector(question)) }
            }
            var changed = index
            changed.update(adding: Samples.passages, removing: index.passages.map(\.id))
            #expect(changed.count == Samples.passages.count)
        }
    }

    private func reason(_ bytes: [UInt8]) -> String? {
        do {
            _ = try PassageIndex(bytes: bytes)
            return nil
        } catch {
            return error.reason
        }
    }
}
