import Core
import Curl
import ModelClients
import Retrieval
import Testing

/// Qdrant's protocol, every body checked against its OpenAPI file, over the engine of qdrant-client.
@Suite(.ifQdrantIsThere, .qdrant) struct QdrantVectorStoreTests {
    private func makeStore(
        _ collection: String,
        hasSparse: Bool = false,
        isExact: Bool = false,
        key: String = QdrantTrait.key
    ) throws -> QdrantVectorStore {
        try QdrantVectorStore(
            url: try #require(QdrantTrait.server).url,
            key: Secret(key),
            options: .init(collection: collection, hasSparse: hasSparse, isExact: isExact),
            link: makeLink()
        )
    }

    @Test func `a collection is made once, and one of another size refused`() async throws {
        let store = try makeStore("made")
        try await store.check()
        try await store.prepare(dimensions: 16)
        try await store.prepare(dimensions: 16)
        #expect(try await store.count() == 0)
        let error = try await providerError { try await store.prepare(dimensions: 32) }
        #expect(error.code == .misconfigured)
        #expect(error.message.contains("holds vectors of 16 numbers, the embedder makes 32"), "\(error)")
        let sparse = try makeStore("made", hasSparse: true)
        let missing = try await providerError { try await sparse.prepare(dimensions: 16) }
        #expect(missing.message.contains("no sparse vector"))
    }

    @Test func `replicas that prepare at once agree`() async throws {
        let store = try makeStore("raced")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await store.prepare(dimensions: 8) } }
            try await group.waitForAll()
        }
        #expect(try await store.count() == 0)
    }

    @Test func `putting again replaces, removing what is not there is no error`() async throws {
        let store = try makeStore("changed")
        try await store.prepare(dimensions: 4)
        let passages = ["a#0", "a#1", "b#0"].map { Passage(id: $0, documentID: "d", text: "글") }
        let vectors: [[Float]] = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
        try await store.put(passages, vectors: vectors)
        try await store.put([passages[0]], vectors: [[0, 0, 0, 1]])
        #expect(try await store.count() == 3)
        let hits = try await store.nearest(to: [0, 0, 0, 1], filter: PassageFilter(), limit: 1)
        #expect(hits == [ScoredID("a#0", 1)])
        try await store.remove(["a#0", "never#7"])
        try await store.remove([])
        #expect(try await store.count() == 2)
        try await store.put([], vectors: [])
    }

    @Test func `wrong input and a missing collection are clear errors`() async throws {
        let store = try makeStore("wrong")
        let passage = Passage(id: "a#0", documentID: "a", text: "글")
        let missing = try await providerError { try await store.put([passage], vectors: [[1, 0]]) }
        #expect(missing.code == .notFound && missing.message.contains("Collection `wrong` doesn't exist"))
        try await store.prepare(dimensions: 2)
        for vectors: [[Float]] in [[[1, 0, 0]], [], [[.nan, 0]]] {
            let error = try await providerError { try await store.put([passage], vectors: vectors) }
            #expect(error.code == .invalidRequest, "\(error)")
        }
        let day = try await providerError {
            _ = try await store.nearest(to: [1, 0], filter: PassageFilter(since: "yesterday"), limit: 1)
        }
        #expect(day.code == .invalidRequest)
    }

    @Test func `the stand-in checks bodies against Qdrant's OpenAPI file`() async throws {
        let server = try #require(QdrantTrait.server)
        for body in [#"{"vectors":{"dense":{"size":0,"distance":"Cosine"}}}"#, #"{"vektors":{}}"#] {
            let request = HTTPClientRequest(
                method: "PUT",
                url: server.url + "/collections/refused",
                headers: ["api-key": QdrantTrait.key],
                body: .bytes(Array(body.utf8))
            )
            let answer = try await HTTPClient().fetch(request, maximumBytes: 10_000)
            #expect(answer.status == 400, "\(body)")
        }
    }

    @Test func `a wrong key is refused and not shown`() async throws {
        let key = "wrong-key-42"
        let error = try await providerError { try await makeStore("locked", key: key).check() }
        #expect(error.code == .refused && !error.message.contains(key))
    }

    @Test func `the same top ten as an exact search in memory, under every filter`() async throws {
        for isExact in [false, true] {
            let city = PassageCity(count: 700, dimensions: 32, seed: 7)
            let store = try makeStore("compared-\(isExact)", isExact: isExact)
            try await store.prepare(dimensions: 32)
            try await store.put(city.passages, vectors: city.vectors)
            #expect(try await store.count() == 700)
            for (index, filter) in PassageCity.filters.enumerated() {
                let query = city.queries[index % city.queries.count]
                let found = try await store.nearest(to: query, filter: filter, limit: 10)
                let expected = city.nearest(to: query, filter: filter, limit: 10)
                #expect(found.map(\.id) == expected.map(\.id), "filter \(filter)")
                for (hit, exact) in zip(found, expected) { #expect(abs(hit.score - exact.score) < 1e-5) }
            }
        }
    }

    @Test func `a question and its variants take one round trip`() async throws {
        let city = PassageCity(count: 50, dimensions: 8, seed: 3)
        let store = try makeStore("batched")
        try await store.prepare(dimensions: 8)
        try await store.put(city.passages, vectors: city.vectors)
        let lists = try await store.nearest(to: city.queries, filter: PassageFilter(), limit: 5)
        #expect(lists.count == city.queries.count)
        for (query, list) in zip(city.queries, lists) {
            #expect(list.map(\.id) == city.nearest(to: query, filter: PassageFilter(), limit: 5).map(\.id))
        }
        let none = try await store.nearest(to: [[Float]](), filter: PassageFilter(), limit: 5)
        #expect(none.isEmpty)
    }

    @Test func `sparse vectors are found by their rare words`() async throws {
        let store = try makeStore("sparse", hasSparse: true)
        try await store.prepare(dimensions: 2)
        let passages = (0..<4).map { index in
            Passage(id: "p#\(index)", documentID: "p", text: "글", kind: index == 3 ? "post" : "guide")
        }
        // All have word 1, one has word 2 and another word 3.
        let sparse = [[1], [1, 2], [1, 3], [1, 3]].map { indices in
            SparseVector(indices: indices, values: [Float](repeating: 1, count: indices.count))
        }
        try await store.put(passages, vectors: [[Float]](repeating: [1, 0], count: 4), sparse: sparse)
        let query = SparseVector(indices: [1, 2, 3], values: [1, 1, 1])
        let hits = try await store.nearest(to: query, filter: PassageFilter(kinds: ["guide"]), limit: 2)
        #expect(hits.map(\.id) == ["p#1", "p#2"])
    }
}
