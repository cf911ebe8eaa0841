import Documents
import Foundation
import Retrieval
import Testing

private let repositoryFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().resolvingSymlinksInPath()
private let corpus = repositoryFolder.appending(path: "services/rag-api/corpus").path
private let data = repositoryFolder.appending(path: "../shared/data/seoul").standardizedFileURL.path

@Suite struct RealTextsTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: corpus), "the corpus is not there"))
    func `the corpus of the project is read whole`() async throws {
        let documents = try await documents(in: corpus)
        #expect(documents.count >= 100)
        for document in documents {
            #expect(["ko", "en"].contains(document.fields.language))
            #expect(document.fields.date != nil)
            #expect(document.fields.sourceURL != nil)
            #expect(!document.fields.keywords.isEmpty)
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: data), "../shared/data/seoul is not there"))
    func `texts from the wild are read whole`() async throws {
        #expect(try await documents(in: data).count == 43)
    }

    /// All documents of a folder, once it is certain that nothing of them is lost on the way to passages.
    private func documents(in folder: String) async throws -> [Document] {
        let source = FolderSource(path: folder)
        let listing = try await source.list()
        #expect(listing.failures.isEmpty)
        var documents: [Document] = []
        for file in listing.files where !file.name.hasSuffix("NOTICE.txt") && !file.name.hasSuffix("bikelist_api.md") {
            let parsed = DocumentParser().parse(try await source.read(file))
            for failure in parsed.failures { Issue.record("\(failure.error)") }
            for document in parsed.documents {
                let passages = PassageCutter().passages(of: document)
                expectNothingLost(document, passages.map(\.text))
                documents.append(document)
            }
        }
        return documents
    }
}
