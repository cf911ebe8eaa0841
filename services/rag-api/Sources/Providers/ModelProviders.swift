import Curl
import Logging
import ModelClients
package import Retrieval
import ServiceKit

/// The clients of the services outside the suite, as far as they are configured.
package struct ModelProviders: Sendable {
    package let embedder: (any Embedder)?
    package let reranker: (any Reranker)?
    package let model: (any LanguageModel)?
    package let store: (any VectorStore)?
    /// All of them, for health and checks.
    let all: [any Provider]

    /// Throws ``ConfigurationError`` for settings that cannot be used; asks nobody.
    init(_ configuration: RAGConfiguration, client: HTTPClient) throws {
        let link = ProviderLink(client: client)
        do {
            let embedder = try configuration.embeddings.map { endpoint in
                try OpenAIEmbedder(url: endpoint.url, model: endpoint.model, key: endpoint.key, link: link)
            }
            let model = try configuration.llm.map { endpoint in
                try OpenAIChatModel(url: endpoint.url, model: endpoint.model, key: endpoint.key, link: link)
            }
            let store = try configuration.vectorStore.map { endpoint in
                try QdrantVectorStore(url: endpoint.url, key: endpoint.key, link: link)
            }
            let reranker = try Self.reranker(configuration, link: link)
            (self.embedder, self.model, self.store, self.reranker) = (embedder, model, store, reranker)
            var all: [any Provider] = []
            if let embedder { all.append(embedder) }
            if let reranker { all.append(reranker) }
            if let model { all.append(model) }
            if let store { all.append(store) }
            self.all = all
        } catch let error as ProviderError {
            throw ConfigurationError(key: "providers", problem: "\(error)")
        }
    }

    private static func reranker(
        _ configuration: RAGConfiguration,
        link: ProviderLink
    ) throws -> (any Reranker & Provider)? {
        guard let endpoint = configuration.rerank else { return nil }
        return switch configuration.rerankKind {
        case .tei: try TEIReranker(url: endpoint.url, model: endpoint.model, key: endpoint.key, link: link)
        case .cohere: try CohereReranker(url: endpoint.url, model: endpoint.model, key: endpoint.key, link: link)
        }
    }
}
