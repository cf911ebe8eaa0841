import Core
import Documents
import Foundation
import RAGService
import Retrieval
import SQLite
import TestSupport
import Testing

@Suite struct IndexKeeperTests {
    /// A repository with an indexer, and two keepers as two replicas have them.
    private func withReplicas(
        _ body: (DocumentIndexer, IndexKeeper, IndexKeeper, RetrievalEngine, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            let (database, repository) = try await DocumentsDatabase.open(varDirectory: folder.path)
            let engine = RetrievalEngine(PassageIndex())
            let file = IndexFile(varDirectory: folder.path)
            let first = IndexKeeper(
                repository: repository,
                configuration: IndexConfiguration(),
                catalog: PassageCatalog(),
                file: file
            ) { engine.replace(index: $0) }
            let second = IndexKeeper(
                repository: repository,
                configuration: IndexConfiguration(),
                catalog: PassageCatalog(),
                file: file
            ) { _ in }
            try await body(DocumentIndexer(repository: repository), first, second, engine, folder.path)
            await database.close()
        }
    }

    private func input(_ id: String, _ text: String) -> DocumentInput {
        DocumentInput(
            Array(text.utf8),
            format: .text,
            name: id,
            defaults: DocumentFields(id: id, title: id, language: "ko")
        )
    }

    @Test func `every replica sees what came, changed and went`() async throws {
        try await withReplicas { indexer, first, second, engine, _ in
            _ = try await indexer.index([input("a", "헬멧을 써야 해요."), input("b", "보험이 있어요.")], origin: "api")
            for keeper in [first, second] {
                let changed = try await keeper.refresh()
                let count = await keeper.status.passages
                #expect(changed && count == 2)
            }
            let found = await engine.search(RetrievalQuery("헬멧"))
            #expect(found.passages.first?.passage.documentID == "a")
            _ = try await indexer.remove(["a"])
            _ = try await indexer.index([input("b", "보험은 자동으로 들어요.")], origin: "api")
            for keeper in [first, second] { try await keeper.refresh() }
            let passages = await second.current.index.passages
            #expect(passages.map(\.text) == ["보험은 자동으로 들어요."])
            let again = try await first.refresh()
            #expect(!again)
        }
    }

    @Test func `a saved index is taken up where it was left`() async throws {
        try await withReplicas { indexer, first, second, _, _ in
            _ = try await indexer.index([input("a", "헬멧을 써야 해요.")], origin: "api")
            try await first.refresh()
            try await first.save()
            _ = try await indexer.index([input("b", "보험이 있어요.")], origin: "api")
            await second.restore()
            let restored = await second.current
            #expect(restored.index.count == 1 && restored.cursor.revision > 0)
            try await second.refresh()
            let count = await second.status.passages
            #expect(count == 2)
        }
    }

    @Test func `a damaged file is as none`() async throws {
        try await withReplicas { indexer, first, second, _, folder in
            _ = try await indexer.index([input("a", "헬멧을 써야 해요.")], origin: "api")
            try await first.refresh()
            try await first.save()
            try Data("{\"identity\":\"x\"}\nnonsense".utf8).write(
                to: URL(fileURLWithPath: "\(folder)/rag-api/index.bin")
            )
            await second.restore()
            try await second.refresh()
            let count = await second.status.passages
            #expect(count == 1)
        }
    }

    @Test func `another source of vectors makes the index anew`() async throws {
        try await withReplicas { indexer, first, _, _, _ in
            _ = try await indexer.index([input("a", "헬멧을 써야 해요.")], origin: "api")
            try await first.refresh()
            try await first.reconfigure(IndexConfiguration(vectors: .none))
            let current = await first.current
            #expect(current.index.count == 1 && current.index.configuration.vectors == .none)
        }
    }
}
