import Configuration
import Core
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RAGService
import Retrieval
import SQLite
import ServiceKit
import Synchronization
import TestSupport

/// The service's routes over small parts.
enum TestService {
    static func run(
        search: (any PassageSearching)? = nil,
        gate: ChatGate = ChatGate(),
        heartbeat: Duration = .seconds(10),
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let runtime = try ServiceRuntime(
            name: "rag-api",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: ["ADMIN_TOKEN": "t"])),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withTemporaryDirectory { folder in
            let (database, repository) = try await DocumentsDatabase.open(varDirectory: folder.path)
            let search = search ?? WordSearch(passages: SmallCorpus.passages)
            let indexer = DocumentIndexer(repository: repository)
            let keeper = IndexKeeper(
                repository: repository,
                configuration: IndexConfiguration(vectors: .none),
                catalog: PassageCatalog()
            ) { _ in }
            let router = runtime.makeRouter()
            RAGRoutes(
                assistant: SmallCorpus.assistant(search: search),
                search: search,
                catalog: SmallCorpus.catalog,
                documents: DocumentParts(repository: repository, indexer: indexer, keeper: keeper),
                gate: gate,
                admin: runtime.adminGuard,
                clock: SmallCity.clock(),
                metrics: RAGMetrics(registry: runtime.metrics),
                heartbeat: heartbeat
            ).add(to: router)
            try await runtime.makeApplication(router: router).test(.router) { try await body($0) }
            await database.close()
        }
    }

    static func object(_ response: TestResponse) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
        return value as? [String: Any] ?? [:]
    }
}

/// A search that answers when it is told to.
final class HeldSearch: PassageSearching {
    private let asked = AsyncStream<Void>.makeStream()
    private let released = AsyncStream<Void>.makeStream()

    func search(_ query: RetrievalQuery) async -> Retrieval {
        asked.continuation.yield()
        for await _ in released.stream { break }
        return await WordSearch(passages: SmallCorpus.passages).search(query)
    }

    func waitUntilAsked() async { for await _ in asked.stream { break } }

    func release() { released.continuation.yield() }
}

/// Server-sent events as a client reads them.
struct ServerEvents {
    private var events: [(name: String, data: String)] = []

    init(_ text: String) {
        for block in text.components(separatedBy: "\n\n") {
            let lines = block.split(separator: "\n").map(String.init)
            guard let name = lines.first(where: { $0.hasPrefix("event: ") }),
                let data = lines.first(where: { $0.hasPrefix("data: ") })
            else { continue }
            events.append((String(name.dropFirst(7)), String(data.dropFirst(6))))
        }
    }

    var names: [String] { events.map(\.name) }

    func data(_ name: String) -> [[String: Any]] {
        events.filter { $0.name == name }.compactMap { event in
            let value = try? JSONSerialization.jsonObject(with: Data(event.data.utf8))
            return value as? [String: Any]
        }
    }
}
