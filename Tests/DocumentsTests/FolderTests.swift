import Documents
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2)))
struct FolderTests {
    @Test func `a folder is walked, other files and links out of it are left alone`() async throws {
        try await withFolder { outside in
            try write("비밀", outside.appending(path: "secret.md"))
            try await withFolder { folder in
                try write("하나", folder.appending(path: "a.md"))
                try write("<p>둘", folder.appending(path: "fares/b.HTML"))
                try write("셋", folder.appending(path: "fares/c.txt"))
                for name in ["d.pdf", ".hidden.md", "README.md", "noext"] {
                    try write("x", folder.appending(path: name))
                }
                let files = FileManager.default
                let link = folder.appending(path: "out.md").path
                try files.createSymbolicLink(atPath: link, withDestinationPath: outside.path + "/secret.md")
                try files.createSymbolicLink(atPath: folder.appending(path: "in.md").path, withDestinationPath: "a.md")
                try files.createSymbolicLink(
                    atPath: folder.appending(path: "gone.md").path,
                    withDestinationPath: "x.md"
                )
                try files.createSymbolicLink(atPath: folder.appending(path: "loop").path, withDestinationPath: ".")
                let listing = try await FolderSource(path: folder.path).list()
                #expect(listing.files.map(\.name) == ["a.md", "fares/b.HTML", "fares/c.txt", "in.md"])
                #expect(listing.failures.map(\.name) == ["gone.md", "out.md"])
            }
        }
    }

    @Test func `a folder and its origin become the same`() async throws {
        try await withFolder { folder in
            try await withStore { store in
                let source = FolderSource(path: folder.path)
                for name in ["a", "b", "sub/c"] { try write("글 \(name)", folder.appending(path: "\(name).md")) }
                try write(
                    "{\"id\":\"l1\",\"text\":\"하나\"}\n{\"id\":\"l2\",\"text\":\"둘\"}",
                    folder.appending(path: "l.jsonl")
                )
                _ = try await store.indexer().index([input("다른 데서 왔다", "other.md")], origin: "api")
                #expect(try await store.indexer().sync(source, origin: "corpus").added == 5)

                try FileManager.default.removeItem(at: folder.appending(path: "a.md"))
                try write("바뀐 글", folder.appending(path: "b.md"))
                try write("{\"id\":\"l1\",\"text\":\"하나\"}", folder.appending(path: "l.jsonl"))
                let report = try await store.indexer().sync(source, origin: "corpus")
                #expect(counts(report) == "0 1 2 2")
                let ids = try await store.repository.list(DocumentQuery()).documents.map(\.fields.id)
                #expect(ids == ["b", "l1", "other", "sub-c"])
                let again = try await store.indexer().sync(source, origin: "corpus")
                #expect(counts(again) == "0 0 3 0")
            }
        }
    }

    @Test func `a file that breaks keeps what it brought before`() async throws {
        try await withFolder { folder in
            try await withStore { store in
                let source = FolderSource(path: folder.path)
                try write("글", folder.appending(path: "a.md"))
                try write(
                    "{\"id\":\"l1\",\"text\":\"하나\"}\n{\"id\":\"l2\",\"text\":\"둘\"}",
                    folder.appending(path: "l.jsonl")
                )
                _ = try await store.indexer().sync(source, origin: "corpus")
                try Data([0xFF, 0xFE, 0x00]).write(to: folder.appending(path: "a.md"))
                try write("{\"id\":\"l1\",\"text\":\"하나\"}\n{\"id\":\"l2\",\"te", folder.appending(path: "l.jsonl"))
                let report = try await store.indexer().sync(source, origin: "corpus")
                #expect(report.removed == 0)
                #expect(report.failed.map(\.name) == ["a.md", "l.jsonl:2"])
                #expect(try await store.repository.counts().documents == 3)
            }
        }
    }

    @Test func `an empty or missing folder empties nothing`() async throws {
        try await withFolder { folder in
            try await withStore { store in
                try write("글", folder.appending(path: "a.md"))
                _ = try await store.indexer().sync(FolderSource(path: folder.path), origin: "corpus")
                try FileManager.default.removeItem(at: folder.appending(path: "a.md"))
                for path in [folder.path, folder.path + "/missing"] {
                    await #expect(throws: DocumentError.self) {
                        try await store.indexer().sync(FolderSource(path: path), origin: "corpus")
                    }
                }
                #expect(try await store.repository.counts().documents == 1)
            }
        }
    }

    @Test func `files beyond the limit are named and not read`() async throws {
        try await withFolder { folder in
            try write(String(repeating: "a", count: 200), folder.appending(path: "big.md"))
            try write("글", folder.appending(path: "a.md"))
            try await withStore { store in
                let source = FolderSource(path: folder.path, limits: DocumentLimits(documentBytes: 100))
                let report = try await store.indexer().sync(source, origin: "corpus")
                #expect(report.added == 1)
                #expect((report.failed.first?.error as? DocumentError)?.code == .tooLarge)
            }
        }
    }

    /// Added, changed, unchanged, removed.
    private func counts(_ report: IndexReport) -> String {
        "\(report.added) \(report.changed) \(report.unchanged) \(report.removed)"
    }

    private func write(_ text: String, _ file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
