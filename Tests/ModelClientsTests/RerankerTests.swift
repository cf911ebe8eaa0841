import Curl
import ModelClients
import Retrieval
import Testing

/// Both protocols for re-ranking as the stand-in speaks them.
@Suite(.ifPythonIsThere, .modelServer) struct RerankerTests {
    private func makeTEI(_ link: ProviderLink = makeLink()) throws -> TEIReranker {
        try TEIReranker(url: try #require(ModelServerTrait.server).url, link: link)
    }

    private func makeCohere(_ model: String = "cohere", _ link: ProviderLink = makeLink()) throws -> CohereReranker {
        try CohereReranker(url: try #require(ModelServerTrait.server).url, model: model, link: link)
    }

    @Test func `scores come in the order of the texts`() async throws {
        let texts = ["요금", "하루권 요금", "없음", ""]
        for reranker in [try makeTEI(), try makeCohere()] as [any Reranker & Provider] {
            try await reranker.check()
            let scores = try await reranker.scores(for: "하루권 요금", texts)
            #expect(scores.count == 4)
            #expect(scores[1] > scores[0] && scores[0] > scores[2] && scores[3] == 0, "\(reranker.name): \(scores)")
            let none = try await reranker.scores(for: "하루권", [])
            #expect(none.isEmpty && reranker.status.level == .up)
        }
    }

    @Test func `TEI gets 32 texts a call`() async throws {
        let texts = (0..<70).map { "글 \($0)" }
        let scores = try await makeTEI().scores(for: "counted \(69)", texts)
        let best = scores.indices.max { scores[$0] < scores[$1] }
        #expect(scores.count == 70 && best == 69)
        #expect(try await requests(naming: "counted").map(\.texts) == [32, 32, 6])
    }

    @Test(arguments: [
        ("400-9-tei", ProviderError.Code.invalidRequest), ("413-9-tei", .tooLarge), ("422-9-tei", .invalidRequest),
        ("424-9-tei", .unavailable), ("429-9-tei", .unavailable), ("garbage-9-tei", .unexpectedAnswer),
        ("short", .unexpectedAnswer),
    ])
    func `TEI's errors are told apart and quoted`(_ word: String, _ code: ProviderError.Code) async throws {
        let reranker = try makeTEI()
        let error = try await providerError { _ = try await reranker.scores(for: "\(word) x", ["글"]) }
        #expect(error.code == code, "\(error)")
        if word.first?.isNumber == true { #expect(error.message.contains("\(word) fails")) }
    }

    @Test(arguments: [("429-9-cohere", ProviderError.Code.unavailable), ("400-9-cohere", .invalidRequest)])
    func `Cohere's errors are told apart and quoted`(_ model: String, _ code: ProviderError.Code) async throws {
        let reranker = try makeCohere(model)
        let error = try await providerError { _ = try await reranker.scores(for: "x", ["글"]) }
        #expect(error.code == code && error.message.contains("\(model) fails"))
    }

    @Test(.enabled(if: Python.teiOpenAPI != nil, "TEI's OpenAPI file or the Python package jsonschema is not there"))
    func `the stand-in checks bodies against TEI's OpenAPI file`() async throws {
        let server = try #require(ModelServerTrait.server)
        for (body, status) in [
            (#"{"query":"x","texts":["a"],"truncate":true}"#, 200), (#"{"query":"x","texts":["a"],"cut":true}"#, 422),
            (#"{"query":"x","texts":"a"}"#, 422), (#"{"query":"x"}"#, 422),
        ] {
            let request = HTTPClientRequest(method: "POST", url: server.url + "/rerank", body: .bytes(Array(body.utf8)))
            let answer = try await HTTPClient().fetch(request, maximumBytes: 10_000)
            #expect(answer.status == status, "\(body)")
        }
    }
}
