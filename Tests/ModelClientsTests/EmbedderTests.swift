import Core
import ModelClients
import Retrieval
import Testing

/// `/v1/embeddings` as the stand-in speaks it.
@Suite(.ifPythonIsThere, .modelServer) struct EmbedderTests {
    private func makeEmbedder(
        _ model: String,
        key: Secret? = nil,
        dimensions: Int = 0,
        prefixes: OpenAIEmbedder.Prefixes = .init(),
        link: ProviderLink = makeLink()
    ) throws -> OpenAIEmbedder {
        try OpenAIEmbedder(
            url: try #require(ModelServerTrait.server).url,
            model: model,
            key: key,
            dimensions: dimensions,
            prefixes: prefixes,
            queryTime: .seconds(240),
            link: link
        )
    }

    @Test func `vectors come in the order of the texts and have length one`() async throws {
        let embedder = try makeEmbedder("ordered")
        #expect(embedder.dimensions == 0 && embedder.status.level == .degraded)
        try await embedder.check()
        #expect(embedder.dimensions == 16)
        #expect(embedder.status.level == .up && embedder.status.lastError == nil)
        let texts = (0..<10).map { "글 \($0)" }
        let together = try await embedder.embed(texts, as: .passage)
        for (text, vector) in zip(texts, together) {
            let alone = try await embedder.embed([text], as: .passage)
            #expect(alone == [vector])
            let length = vector.reduce(0) { $0 + $1 * $1 }
            #expect(abs(length - 1) < 1e-5)
        }
        let none = try await embedder.embed([], as: .passage)
        #expect(none.isEmpty)
    }

    @Test func `many texts are sent in batches, long ones are cut, empty ones do no harm`() async throws {
        let embedder = try makeEmbedder("batched")
        let texts = (0..<150).map { "글 \($0)" } + ["", String(repeating: "가", count: 40_000)]
        let vectors = try await embedder.embed(texts, as: .passage)
        #expect(vectors.count == 152)
        let sizes = try await requests(naming: "batched").map(\.texts)
        #expect(sizes == [64, 64, 24])
        let long = String(repeating: "가", count: 5_000)
        _ = try await makeEmbedder("bytes").embed([String](repeating: long, count: 64), as: .passage)
        let longSizes = try await requests(naming: "bytes").map(\.texts)
        #expect(longSizes == [34, 30])
    }

    @Test func `a server that takes fewer texts at once gets fewer from then on`() async throws {
        let embedder = try makeEmbedder("small")
        let texts = (0..<70).map { "글 \($0)" }
        let vectors = try await embedder.embed(texts, as: .passage)
        let alone = try await embedder.embed([texts[69]], as: .passage)
        #expect(vectors.count == 70 && vectors.last == alone.first)
        let sizes = try await requests(naming: "small").map(\.texts)
        #expect(sizes == [64, 32, 16, 16, 32, 16, 16, 6, 1])
    }

    @Test func `prefixes go in front of what is embedded and into the name`() async throws {
        let prefixes = OpenAIEmbedder.Prefixes(query: "query: ", passage: "passage: ")
        let embedder = try makeEmbedder("prefixed", prefixes: prefixes)
        let plain = try makeEmbedder("prefixed")
        #expect(embedder.name != plain.name)
        let query = try await embedder.embed(["요금"], as: .query)
        let passage = try await embedder.embed(["요금"], as: .passage)
        #expect(try await plain.embed(["query: 요금", "passage: 요금"], as: .query) == query + passage)
    }

    @Test(arguments: ["garbage", "short", "twice", "zero", "text", "big"])
    func `an answer that cannot be used is an error`(_ model: String) async throws {
        let embedder = try makeEmbedder(model, link: makeLink { $0.maximumAnswerBytes = 100_000 })
        let error = try await providerError { _ = try await embedder.embed(["하나", "둘"], as: .passage) }
        #expect(error.code == .unexpectedAnswer, "\(error)")
        #expect(embedder.status.level == .degraded && embedder.status.lastError == error.message)
    }

    @Test func `vectors of another size are refused`() async throws {
        let embedder = try makeEmbedder("resized")
        try await embedder.check()
        let error = try await providerError { _ = try await embedder.embed(["하나", "둘"], as: .passage) }
        #expect(error.message.contains("vectors of 8 numbers where 16 were expected"))
        let told = try makeEmbedder("fine", dimensions: 1_024)
        let mismatch = try await providerError { try await told.check() }
        #expect(mismatch.code == .unexpectedAnswer)
    }

    @Test func `the key goes out as bearer and never into an error`() async throws {
        let good = "sk-test-1234567890"
        try await makeEmbedder("locked", key: Secret(good)).check()
        #expect(try await requests(naming: "locked").map(\.key) == ["Bearer \(good)"])
        let bad = "sk-wrong-key"
        let embedder = try makeEmbedder("locked-1000-bad", key: Secret(bad))
        let error = try await providerError { try await embedder.check() }
        #expect(error.code == .refused && error.message.contains("***"))
        #expect(!error.message.contains(bad) && !"\(embedder.status)".contains(bad))
        try await makeEmbedder("keyless", key: Secret("")).check()
        #expect(try await requests(naming: "keyless").map(\.key) == [nil])
    }
}
