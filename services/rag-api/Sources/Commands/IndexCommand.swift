package import ArgumentParser
import Core
import Curl
import Documents
import SQLite
package import ServiceKit

/// `rag-api index`: brings folders of documents into the index; a running service takes them over within seconds.
package struct IndexCommand: ServiceCommand {
    package static let serviceName = "rag-api"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Index folders of documents: Markdown, HTML, text, JSON lines.",
        discussion: """
            Without a folder the project's own corpus. A folder given by name becomes an origin of its own: what is gone there is \
            removed, documents of other origins stay. Unchanged documents cost nothing.
            """
    )

    @Argument(help: ArgumentHelp("Folders with documents.", valueName: "dir"))
    var folders: [String] = []

    package init() {}

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try RAGConfiguration(reader: runtime.reader, common: runtime.common)
        let (database, repository) = try await DocumentsDatabase.open(varDirectory: runtime.common.varDirectory)
        let client = HTTPClient(logger: runtime.logger)
        let providers = try ModelProviders(configuration, client: client)
        let indexer = DocumentIndexer(repository: repository, embedder: providers.embedder) { runtime.clock.now() }
        var failures = 0
        for (path, origin) in try sources(configuration) {
            let report = try await indexer.sync(FolderSource(path: path), origin: origin)
            failures += report.failureCount
            Self.print(report, path: path)
        }
        await client.shutdown()
        await database.close()
        if failures > 0 { throw ExitCode.failure }
    }

    private func sources(_ configuration: RAGConfiguration) throws -> [(path: String, origin: String)] {
        guard folders.isEmpty else { return folders.map { ($0, "folder:\($0)") } }
        guard let corpus = CorpusFolder.find(configured: configuration.corpusDirectory) else {
            throw ValidationError("There is no corpus folder; name one, or set CORPUS_DIR.")
        }
        return [(corpus, "corpus")]
    }

    private static func print(_ report: IndexReport, path: String) {
        let output = StandardStream.output
        let seconds = (report.seconds * 100).rounded() / 100
        output.writeLine(
            """
            \(path): \(report.added) added, \(report.changed) changed, \(report.unchanged) unchanged, \(report.removed) removed, \
            \(report.failureCount) failed; \(report.passages) passages in \(seconds) s
            """
        )
        if report.withoutVectors > 0 { output.writeLine("  \(report.withoutVectors) passages have no vectors yet") }
        for failure in report.failed { output.writeLine("  \(failure.error)") }
    }
}
