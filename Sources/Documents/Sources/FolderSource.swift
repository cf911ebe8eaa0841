import Blocking
import FoundationEssentials

/// The documents below a folder: `.md .html .htm .txt .jsonl`. Links are followed only to files inside the folder.
package struct FolderSource: Sendable {
    /// A file that holds documents.
    package struct File: Sendable, Equatable {
        /// As seen from the folder, in composed letters.
        package var name: String
        /// Where to read it.
        var path: String
        var format: DocumentFormat
    }

    /// What a folder holds, by name, and what could not be looked at.
    package struct Listing: Sendable {
        package var files: [File] = []
        package var failures: [DocumentFailure] = []
    }

    package let path: String
    let limits: DocumentLimits
    /// Files with these names say something about the folder.
    let ignoredNames: Set<String>
    /// More files are a mistake.
    static let fileLimit = 200_000
    static let depthLimit = 32

    /// The folder at `path`.
    package init(
        path: String,
        limits: DocumentLimits = DocumentLimits(),
        ignoredNames: Set<String> = ["README.md"]
    ) {
        self.path = path
        self.limits = limits
        self.ignoredNames = ignoredNames
    }

    /// The files in the folder and in those below it; throws when the folder cannot be read or holds no document.
    package func list() async throws -> Listing {
        try await runBlocking { try FolderWalk(source: self).run() }
    }

    /// The bytes of a file.
    package func read(_ file: File) async throws(DocumentError) -> DocumentInput {
        let bytes: [UInt8]
        do {
            bytes = try await runBlocking { try Self.bytes(of: file, limits) }
        } catch let error as DocumentError {
            throw error
        } catch {
            throw DocumentError(.unreadable, file.name, "the file cannot be read; check that it is there and readable")
        }
        return DocumentInput(bytes, format: file.format, name: file.name)
    }

    private static func bytes(of file: File, _ limits: DocumentLimits) throws -> [UInt8] {
        let limit = file.format == .jsonLines ? limits.linesFileBytes : limits.documentBytes
        let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? UInt64 ?? 0
        guard size <= UInt64(limit) else {
            throw DocumentError(
                .tooLarge,
                file.name,
                "\(size) bytes are more than the limit of \(limit); split it into several files"
            )
        }
        return [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    }
}
