package import Core
package import Documents
package import Hummingbird
package import Retrieval
package import ServiceKit

/// Every route of the assistant.
package struct RAGRoutes {
    private let chat: ChatController
    private let search: SearchController
    private let documents: DocumentsController

    package init(
        assistant: Assistant,
        search: any PassageSearching,
        catalog: PassageCatalog,
        documents: DocumentParts,
        gate: ChatGate = ChatGate(),
        admin: AdminGuard,
        clock: WallClock,
        metrics: RAGMetrics? = nil,
        heartbeat: Duration = .seconds(10)
    ) {
        chat = ChatController(
            assistant: assistant,
            catalog: catalog,
            gate: gate,
            admin: admin,
            clock: clock,
            metrics: metrics,
            heartbeat: heartbeat
        )
        self.documents = DocumentsController(
            repository: documents.repository,
            indexer: documents.indexer,
            keeper: documents.keeper,
            admin: admin
        )
        self.search = SearchController(search: search, catalog: catalog, gate: gate, admin: admin, metrics: metrics)
    }

    package func add(to router: Router<AppRequestContext>) {
        chat.addRoutes(to: router)
        search.addRoutes(to: router)
        documents.addRoutes(to: router)
        OpenAPIController().addRoutes(to: router)
    }
}

/// What documents are kept with.
package struct DocumentParts: Sendable {
    package let repository: any DocumentRepository
    package let indexer: DocumentIndexer
    package let keeper: IndexKeeper

    package init(repository: any DocumentRepository, indexer: DocumentIndexer, keeper: IndexKeeper) {
        self.repository = repository
        self.indexer = indexer
        self.keeper = keeper
    }
}
