package import Core
import Retrieval

/// Scores from any server that speaks Cohere's `POST /v2/rerank`: Cohere, vLLM, LiteLLM, …
package struct CohereReranker: Reranker, Provider {
    package let name: String
    package let providerName = "rerank"
    private let model: String
    private let connection: ProviderConnection
    private let batches = BatchLimit(count: 100, bytes: 1 << 20)

    /// Checks the settings; asks nobody.
    package init(
        url: String,
        model: String,
        key: Secret? = nil,
        setting: String = "RERANK_URL",
        link: ProviderLink
    ) throws {
        connection = try ProviderConnection(
            name: providerName,
            url: url,
            setting: setting,
            key: key,
            style: .bearer,
            link: link
        )
        name = "cohere/\(model)"
        self.model = model
    }

    package var status: ProviderStatus { connection.health.status }

    /// Scores one pair.
    package func check() async throws {
        _ = try await scores(for: "따릉이 요금", ["요금"])
    }

    package func scores(for query: String, _ texts: [String]) async throws -> [Float] {
        try await batches.run(texts, bytes: { $0.utf8.count }) { batch throws(ProviderError) in
            var body = JSONWriter(capacity: batch.reduce(256) { $0 + $1.utf8.count })
            body.beginObject()
            body.field("model", model)
            body.field("query", query)
            body.key("documents")
            body.beginArray()
            for text in batch { body.string(text) }
            body.endArray()
            // All of them: what is left out has no score.
            body.field("top_n", batch.count)
            body.endObject()
            return try await connection.call(ProviderCall("POST", "v2/rerank", body: body.bytes)) { reader in
                try Self.readResults(&reader, count: batch.count)
            }
        }
    }

    private static func readResults(_ reader: inout JSONReader, count: Int) throws -> [Float] {
        var scores: [Float]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == JSONKey("results") {
                scores = try RerankAnswer.readScores(&reader, count: count, scoreKey: JSONKey("relevance_score"))
            } else {
                try reader.skipValue()
            }
        }
        guard let scores else { throw AnswerMismatch("it has no results") }
        return scores
    }
}
