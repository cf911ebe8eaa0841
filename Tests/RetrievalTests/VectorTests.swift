import Retrieval
import Testing

@Suite struct VectorTests {
    @Test(arguments: [7, 32, 100, 384, 1_024, 1_536])
    func `the nearest are those that comparing every vector finds`(dimensions: Int) {
        var random = Random(UInt64(dimensions))
        let vectors = (0..<600).map { _ in random.vector(dimensions) }
        let index = self.index(vectors)
        for _ in 0..<10 {
            let query = random.vector(dimensions)
            #expect(index.nearest(to: query, limit: 10).map(\.id) == nearest(query, vectors, 10))
        }
    }

    @Test func `vectors with a few large numbers are found as well`() {
        var random = Random(3)
        let vectors = (0..<600).map { _ -> [Float] in
            var vector = random.vector(256).map { $0 * 0.3 }
            for _ in 0..<6 { vector[random.next(256)] += random.next(2) == 0 ? 0.4 : -0.4 }
            return vector
        }
        let index = self.index(vectors)
        for query in vectors.prefix(20) {
            #expect(index.nearest(to: query, limit: 10).map(\.id) == nearest(query, vectors, 10))
        }
    }

    @Test func `vectors that cannot be used find and are found by nothing`() {
        let index = index([[1, 0, 0], [.nan, 0, 0], [1, 0], [0, 1, 0]])
        #expect(index.nearest(to: [1, 0, 0]).map(\.id) == ["p0"])
        #expect(index.nearest(to: [.infinity, 0, 0]).isEmpty)
        #expect(index.nearest(to: [1, 0]).isEmpty)
        #expect(index.nearest(to: []).isEmpty)
        #expect(index.nearest(to: [0, 0, 0]).isEmpty)
    }

    @Test func `vectors stay with their passages through changes`() {
        var random = Random(9)
        let vectors = (0..<50).map { _ in random.vector(64) }
        var index = index(Array(vectors[..<20]))
        for number in 20..<50 {
            let passage = Passage(id: "p\(number)", documentID: "", text: "글 \(number)")
            index.update(adding: [passage], vectors: [vectors[number]], removing: ["p\(number - 20)"])
        }
        for number in 30..<50 { #expect(index.nearest(to: vectors[number], limit: 1).map(\.id) == ["p\(number)"]) }
        #expect(!index.nearest(to: vectors[0], limit: 50).contains { $0.id == "p0" })
    }

    @Test func `the built-in embedder knows misspelt words`() async throws {
        let index = PassageIndex(Samples.passages)
        let embedder = try #require(index.hashedEmbedder)
        let vectors = try await embedder.embed(["브레이크", "브래이크", "보험"], as: .query)
        #expect(vectors.allSatisfy { $0.count == embedder.dimensions })
        #expect(product(vectors[0], vectors[0]) > 0.999)
        #expect(product(vectors[0], vectors[1]) > product(vectors[0], vectors[2]) + 0.2)
        #expect(embedder.vector("") == [Float](repeating: 0, count: embedder.dimensions))
    }

    @Test func `the built-in embedder learns again when there are twice as many passages`() {
        let passages = Samples.passages(100)
        var index = PassageIndex(Array(passages[..<10]))
        let name = index.hashedEmbedder?.name
        index.update(adding: Array(passages[10..<15]))
        #expect(index.hashedEmbedder?.name == name)
        index.update(adding: Array(passages[15...]))
        #expect(index.hashedEmbedder?.name != name)
        #expect(index.hashedEmbedder?.name == PassageIndex(passages).hashedEmbedder?.name)
    }

    private func index(_ vectors: [[Float]]) -> PassageIndex {
        let passages = vectors.indices.map { Passage(id: "p\($0)", documentID: "", text: "글 \($0)") }
        let source = IndexConfiguration.VectorSource.given(embedder: "test", dimensions: vectors.first?.count ?? 0)
        return PassageIndex(passages, vectors: vectors, configuration: IndexConfiguration(vectors: source))
    }

    private func nearest(_ query: [Float], _ vectors: [[Float]], _ limit: Int) -> [String] {
        let scores = vectors.map { product($0, query) }
        return scores.indices.sorted { scores[$0] > scores[$1] }.filter { scores[$0] > 0 }.prefix(limit).map {
            "p\($0)"
        }
    }

    private func product(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
