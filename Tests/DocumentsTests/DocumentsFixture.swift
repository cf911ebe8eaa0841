import Core
import Documents
import Foundation
import Retrieval
import SQLite
import Testing

/// A folder of its own, removed afterwards.
func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

/// A store in a folder of its own.
@discardableResult
func withStore<T>(
    _ limits: SQLiteDocumentRepository.Limits = .init(),
    _ body: (Store) async throws -> T
) async throws -> T {
    try await withFolder { folder in
        let store = try await Store.open(folder.appending(path: "documents.sqlite").path, limits)
        do {
            let value = try await body(store)
            await store.database.close()
            return value
        } catch {
            await store.database.close()
            throw error
        }
    }
}

struct Store {
    let database: SQLiteDatabase
    let repository: SQLiteDocumentRepository
    let path: String

    static func open(_ path: String, _ limits: SQLiteDocumentRepository.Limits = .init()) async throws -> Store {
        let database = try await SQLiteDatabase.open(SQLiteConfiguration(path: path, readers: 2))
        return Store(
            database: database,
            repository: try await SQLiteDocumentRepository.open(database, limits: limits),
            path: path
        )
    }

    func indexer(_ embedder: (any Embedder)? = nil, _ limits: IndexingLimits = .init()) -> DocumentIndexer {
        DocumentIndexer(repository: repository, embedder: embedder, limits: limits) { Timestamp(seconds: 1_000) }
    }

    func revision() async throws -> Int { try await repository.counts().revision }

    /// Everything a reader that begins now sees.
    func all() async throws -> PassageChanges {
        try await repository.changes(since: .start, vectorsOf: nil, limit: 100_000)
    }
}

func input(_ text: String, _ name: String, _ format: DocumentFormat = .markdown) -> DocumentInput {
    DocumentInput(Array(text.utf8), format: format, name: name)
}

/// The only document of an input that can be read.
func parsed(_ text: String, _ format: DocumentFormat = .markdown, name: String = "a.md") throws -> Document {
    let parsed = DocumentParser().parse(input(text, name, format))
    if let failure = parsed.failures.first { throw failure.error }
    return try #require(parsed.documents.first)
}

/// The error of an input that cannot be read.
func refused(_ bytes: [UInt8], _ format: DocumentFormat = .markdown, name: String = "a.md") throws -> DocumentError {
    let parsed = DocumentParser().parse(DocumentInput(bytes, format: format, name: name))
    #expect(parsed.documents.isEmpty)
    return try #require(parsed.failures.first?.error as? DocumentError)
}

func texts(_ document: Document) -> [String] { document.sections.flatMap(\.blocks).map(\.text) }

/// Paragraphs with a word of its own each, `count` passages in all.
func longText(passages count: Int, _ word: String = "자전거") -> String {
    (1...count).map { "## 항목 \($0)\n\n" + String(repeating: "\(word) \($0)번 문장이다. ", count: 12) }
        .joined(separator: "\n\n")
}

/// Vectors made of the text's bytes; counts its calls.
actor CountingEmbedder: Embedder {
    nonisolated let name: String
    nonisolated let dimensions = 4
    private(set) var texts: [String] = []
    private var fails: Bool

    init(_ name: String = "counting", fails: Bool = false) {
        self.name = name
        self.fails = fails
    }

    func repair() { fails = false }

    func embed(_ texts: [String], as use: EmbeddingUse) async throws -> [[Float]] {
        struct Down: Error {}
        if fails { throw Down() }
        self.texts += texts
        return texts.map { text in [Float(text.utf8.count), 0.5, -1, Float.leastNonzeroMagnitude] }
    }
}
