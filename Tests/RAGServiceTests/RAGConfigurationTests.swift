import Configuration
import Core
import RAGService
import ServiceKit
import TestSupport
import Testing

@Suite struct RAGConfigurationTests {
    private func reader(_ values: [String: String], _ reads: KeyRecorder? = nil) -> ConfigReader {
        ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: values),
            accessReporter: reads ?? KeyRecorder()
        )
    }

    private func configuration(_ values: [String: String]) throws -> RAGConfiguration {
        let reader = reader(values)
        return try RAGConfiguration(reader: reader, common: CommonConfiguration(reader: reader, defaultPort: 0))
    }

    @Test func `service env names exactly the keys that are read, with their defaults`() throws {
        let file = try SettingsFile(service: "rag-api")
        let reads = KeyRecorder()
        let reader = reader(file.values, reads)
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        let configuration = try RAGConfiguration(reader: reader, common: common)
        #expect(reads.keys == Set(file.values.keys))
        #expect(common.port == ServicePort.standard(for: "rag-api") && common.redisURL == "redis://127.0.0.1:6379")
        #expect(configuration.rerankKind == .tei && configuration.corpusDirectory == nil)
        #expect(configuration.embeddings == nil && configuration.llm == nil && configuration.vectorStore == nil)
    }

    @Test func `all endpoints with their models and keys`() throws {
        let configuration = try configuration([
            "EMBEDDINGS_URL": "http://e:1/v1", "EMBEDDINGS_MODEL": "m", "EMBEDDINGS_API_KEY": "k",
            "RERANK_URL": "https://r", "RERANK_KIND": "cohere", "RERANK_MODEL": "rm", "LLM_URL": "http://l",
            "LLM_MODEL": "lm", "VECTOR_STORE_URL": "http://q:6333", "VECTOR_STORE_API_KEY": "q",
            "BOARD_API_URL": "http://b:8084",
        ])
        #expect(configuration.embeddings?.key?.value == "k" && configuration.embeddings?.model == "m")
        #expect(configuration.rerankKind == .cohere && configuration.llm?.model == "lm")
        #expect(configuration.vectorStore?.url == "http://q:6333" && configuration.boardURL == "http://b:8084")
    }

    @Test(arguments: [
        (["LLM_URL": "ftp://x"], "LLM_URL"), (["LLM_URL": "http://x"], "LLM_MODEL"),
        (["EMBEDDINGS_URL": "http://x"], "EMBEDDINGS_MODEL"),
        (["RERANK_URL": "http://x", "RERANK_KIND": "cohere"], "RERANK_MODEL"), (["RERANK_KIND": "mine"], "RERANK_KIND"),
        (["BOARD_API_URL": "board"], "BOARD_API_URL"), (["VECTOR_STORE_URL": "http://q"], "EMBEDDINGS_URL"),
    ])
    func `a value that cannot be used names its key`(values: [String: String], key: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(values) }
        #expect(error?.key == key)
    }
}
