package import Core
package import Retrieval
import Synchronization

/// Vectors from any server that speaks OpenAI's `/v1/embeddings`: OpenAI, TEI, vLLM, Ollama, llama.cpp, …
package final class OpenAIEmbedder: Embedder, Provider {
    /// What some models want in front of a text, e.g. `query: ` and `passage: ` for E5.
    package struct Prefixes: Sendable {
        package var query: String
        package var passage: String

        /// Nothing unless told otherwise.
        package init(query: String = "", passage: String = "") {
            self.query = query
            self.passage = passage
        }
    }

    /// Longer texts are cut: models read a few thousand tokens at most, and some servers refuse more.
    private static let maximumTextBytes = 16 << 10

    package let name: String
    package let providerName = "embeddings"
    private let model: String
    private let prefixes: Prefixes
    private let queryTime: Duration
    private let connection: ProviderConnection
    private let batches = BatchLimit(count: 64, bytes: 512 << 10)
    private let learned: Mutex<Int>

    /// Checks the settings; asks nobody. `queryTime` is what embedding a question may take in all: somebody waits.
    package init(
        url: String,
        model: String,
        key: Secret? = nil,
        dimensions: Int = 0,
        prefixes: Prefixes = Prefixes(),
        queryTime: Duration = .seconds(3),
        setting: String = "EMBEDDINGS_URL",
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
        // Vectors made with other prefixes or another model are not comparable.
        let marks = prefixes.query.isEmpty && prefixes.passage.isEmpty ? "" : "|\(prefixes.query)|\(prefixes.passage)"
        name = "openai/\(model)\(marks)"
        self.model = model
        self.prefixes = prefixes
        self.queryTime = queryTime
        learned = Mutex(dimensions)
    }

    /// Learned from the first answer unless it was given; 0 until then. An answer of another size is an error.
    package var dimensions: Int { learned.withLock { $0 } }

    package var status: ProviderStatus { connection.health.status }

    /// Embeds a word, which also tells the number of dimensions. Has the time of a passage: a model may have to be
    /// loaded.
    package func check() async throws {
        _ = try await embed(["따릉이"], as: .passage)
    }

    package func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]] {
        let prefix = use == .query ? prefixes.query : prefixes.passage
        let inputs = texts.map { Self.input(prefix + $0) }
        return try await batches.run(inputs, bytes: { $0.utf8.count }) { batch throws(ProviderError) in
            try await request(batch, totalTime: use == .query ? queryTime : nil)
        }
    }

    private func request(_ batch: [String], totalTime: Duration?) async throws(ProviderError) -> [[Float]] {
        var body = JSONWriter(capacity: batch.reduce(256) { $0 + $1.utf8.count })
        body.beginObject()
        body.field("model", model)
        body.key("input")
        body.beginArray()
        for text in batch { body.string(text) }
        body.endArray()
        body.field("encoding_format", "float")
        body.endObject()
        let call = ProviderCall("POST", "v1/embeddings", body: body.bytes, totalTime: totalTime)
        return try await connection.call(call) { reader in
            let vectors = try EmbeddingsAnswer.read(&reader, count: batch.count)
            let size = vectors.first?.count ?? 0
            let expected = learned.withLock { learned in
                if learned == 0 { learned = size }
                return learned
            }
            guard size == expected else {
                throw connection.unexpected("vectors of \(size) numbers where \(expected) were expected")
            }
            return vectors
        }
    }

    /// Servers refuse empty texts, and one of them would cost the whole batch.
    private static func input(_ text: String) -> String {
        if text.isEmpty { return " " }
        guard text.utf8.count > maximumTextBytes else { return text }
        // Cut between scalars: the bytes of a half one would not be UTF-8.
        var end = text.utf8.index(text.startIndex, offsetBy: maximumTextBytes)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
