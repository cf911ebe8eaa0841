package import Core
import Retrieval

/// Scores from Hugging Face's text-embeddings-inference, `POST /rerank`, between 0 and 1.
package struct TEIReranker: Reranker, Provider {
    package let name: String
    package let providerName = "rerank"
    private let connection: ProviderConnection
    // 32 is what a server takes unless it is told otherwise.
    private let batches = BatchLimit(count: 32, bytes: 1 << 20)

    /// Checks the settings; asks nobody. The model is the server's own: its name only serves people.
    package init(
        url: String,
        model: String = "",
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
        name = model.isEmpty ? "tei" : "tei/\(model)"
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
            body.field("query", query)
            body.key("texts")
            body.beginArray()
            for text in batch { body.string(text) }
            body.endArray()
            body.field("truncate", true)
            // Scores of several calls have to be comparable: they are, between 0 and 1.
            body.field("raw_scores", false)
            body.endObject()
            return try await connection.call(ProviderCall("POST", "rerank", body: body.bytes)) { reader in
                try RerankAnswer.readScores(&reader, count: batch.count, scoreKey: JSONKey("score"))
            }
        }
    }
}
