import Core
import Curl
import Foundation
import ModelClients
import Retrieval
import TestSupport
import Testing

/// rag-api itself with all its providers, each a server that speaks the real protocol.
@Suite(.ifServiceIsBuilt, .ifPythonIsThere, .ifQdrantIsThere, .modelServer, .qdrant) struct RunningServiceTests {
    private static let token = "admin-token-0123456789"

    private static let document = """
        ---
        id: day.ko
        title: 일일권
        language: ko
        ---

        ## 일일권 요금
        <!-- asks: 하루 타는 데 얼마예요 | 일일권 값 -->
        일일권은 1시간에 1,000원입니다. 앱에서 살 수 있어요.
        """

    @Test func `providers are asked, vectors mirrored, and only what has a source is answered`() async throws {
        try await withService { url in
            let store = try QdrantVectorStore(
                url: try #require(QdrantTrait.server).url,
                key: Secret(QdrantTrait.key),
                link: makeLink()
            )
            try await waitUntil("the passage has its vector", within: .seconds(60)) {
                // The collection comes with the first passage.
                (try? await store.count()) == 1
            }
            let answer = try await ask(url, "일일권 요금이 얼마예요?")
            #expect(answer.contains("\"generated_by\":\"llm:openai/running-chat\""))
            #expect(answer.contains("\"quote\":\"일일권은 1시간에 1,000원입니다."))
            // The model's last sentence names no source.
            #expect(answer.contains("[1]") && !answer.contains("🚲"))
            #expect(try await requests(naming: "running-chat").isEmpty == false)
            #expect(try await requests(naming: "running-vectors").reduce(0) { $0 + $1.texts } >= 1)
            #expect(try await requests(naming: "running-rerank").isEmpty == false)
            try await delete(url, "day.ko")
            try await waitUntil("the deleted passage leaves the store", within: .seconds(60)) {
                try await store.count() == 0
            }
        }
    }

    private func withService(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let corpus = folder.path + "/corpus"
            try FileManager.default.createDirectory(atPath: corpus, withIntermediateDirectories: true)
            try Self.document.write(toFile: corpus + "/day.md", atomically: true, encoding: .utf8)
            let port = try FreePort.next()
            let models = try #require(ModelServerTrait.server).url
            let process = try ServerProcess(
                RunningService.binary,
                environment: [
                    "PORT": "\(port)", "VAR_DIR": folder.path + "/var", "CORPUS_DIR": corpus, "ADMIN_TOKEN": Self.token,
                    // Nobody listens there: live questions are without data, the rest works.
                    "REDIS_URL": "redis://127.0.0.1:\(try FreePort.next())", "LOG_LEVEL": "warning",
                    "EMBEDDINGS_URL": models + "/v1", "EMBEDDINGS_MODEL": "running-vectors",
                    "RERANK_URL": models, "RERANK_KIND": "cohere", "RERANK_MODEL": "running-rerank",
                    "LLM_URL": models + "/v1", "LLM_MODEL": "running-chat",
                    "VECTOR_STORE_URL": try #require(QdrantTrait.server).url, "VECTOR_STORE_API_KEY": QdrantTrait.key,
                ],
                logFile: folder.path + "/log"
            )
            let url = "http://127.0.0.1:\(port)"
            try await process.waitForPort(port, within: .seconds(60))
            try await body(url)
            try await process.stop()
        }
    }

    private func ask(_ url: String, _ question: String) async throws -> String {
        let request = HTTPClientRequest(
            method: "POST",
            url: url + "/api/chat",
            headers: ["Content-Type": "application/json"],
            body: .bytes(Array(#"{"question":"\#(question)"}"#.utf8))
        )
        return String(decoding: try await HTTPClient().fetch(request, maximumBytes: 1 << 20).body, as: UTF8.self)
    }

    private func delete(_ url: String, _ document: String) async throws {
        let request = HTTPClientRequest(
            method: "DELETE",
            url: url + "/api/documents/" + document,
            headers: ["Authorization": "Bearer " + Self.token]
        )
        _ = try await HTTPClient().fetch(request, maximumBytes: 1 << 20)
    }
}
