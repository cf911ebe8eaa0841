package import Configuration
package import Core
import FoundationEssentials
package import ServiceKit

/// The assistant's settings, beside those every service reads.
///
/// ## Configuration keys:
/// - `CORPUS_DIR` (found beside the executable or in a checkout): folder of the project's own documents.
/// - `BOARD_API_URL` (none): board-api, whose posts become documents; without it there are none.
/// - `VECTOR_STORE_URL`, `VECTOR_STORE_API_KEY` (none): a Qdrant server; without it vectors are searched in memory.
/// - `EMBEDDINGS_URL`, `EMBEDDINGS_MODEL`, `EMBEDDINGS_API_KEY` (none): OpenAI-shaped embeddings; without them the built-in ones.
/// - `RERANK_URL`, `RERANK_KIND` (tei), `RERANK_MODEL`, `RERANK_API_KEY` (none): a reranker, `tei` or `cohere`.
/// - `LLM_URL`, `LLM_MODEL`, `LLM_API_KEY` (none): OpenAI-shaped chat; without it answers are the passages' own sentences.
package struct RAGConfiguration: Sendable {
    /// One server outside the suite.
    package struct Endpoint: Sendable {
        package var url: String
        package var model: String
        package var key: Secret?
    }

    /// The wire shape of a reranker.
    package enum RerankKind: String, CaseIterable, Sendable {
        case tei
        case cohere
    }

    package let corpusDirectory: String?
    package let boardURL: String?
    package let vectorStore: Endpoint?
    package let embeddings: Endpoint?
    package let rerank: Endpoint?
    package let rerankKind: RerankKind
    package let llm: Endpoint?
    package let varDirectory: String

    /// Throws ``ConfigurationError`` for the first malformed value, and for a URL without the model it needs.
    package init(reader: ConfigReader, common: CommonConfiguration) throws {
        varDirectory = common.varDirectory
        corpusDirectory = reader.optionalText("CORPUS_DIR")
        boardURL = try reader.optionalURL("BOARD_API_URL", schemes: Self.schemes)?.absoluteString
        vectorStore = try Self.endpoint("VECTOR_STORE", model: nil, reader: reader)
        rerankKind = try reader.choice("RERANK_KIND", default: .tei)
        embeddings = try Self.endpoint("EMBEDDINGS", model: true, reader: reader)
        rerank = try Self.endpoint("RERANK", model: rerankKind == .cohere, reader: reader)
        llm = try Self.endpoint("LLM", model: true, reader: reader)
        if vectorStore != nil, embeddings == nil {
            throw ConfigurationError(key: "EMBEDDINGS_URL", problem: "is required when VECTOR_STORE_URL is set")
        }
    }

    private static let schemes: Set<String> = ["http", "https"]

    /// `model`: whether one is needed; nil where there is no such setting.
    private static func endpoint(_ name: String, model: Bool?, reader: ConfigReader) throws -> Endpoint? {
        let url = try reader.optionalURL("\(name)_URL", schemes: schemes)
        let modelName = model == nil ? nil : reader.optionalText("\(name)_MODEL")
        let key = reader.optionalText("\(name)_API_KEY", isSecret: true).map(Secret.init)
        guard let url else { return nil }
        if model == true, modelName == nil {
            throw ConfigurationError(key: "\(name)_MODEL", problem: "is required when \(name)_URL is set")
        }
        return Endpoint(url: url.absoluteString, model: modelName ?? "", key: key)
    }
}
