import Blocking
import Compression
package import Core
import FoundationEssentials

/// One file of the history.
package struct HistoryEntry: Hashable, Sendable {
    /// Path in the file system.
    package let path: String
    /// The time its name gives.
    package let at: Timestamp
}

/// The history of snapshots and scored forecasts, as gzipped newline-delimited JSON in the file system.
///
/// A file appears whole or not at all: it is written under another name and renamed. Writing the same instant again replaces the file.
package struct HistoryStore: Sendable {
    private let rootPath: String

    /// A history below `rootPath`; folders are made when they are needed.
    package init(rootPath: String) {
        self.rootPath = rootPath
    }

    /// Keeps a snapshot.
    package func writeSnapshot(_ document: SnapshotDocument, of snapshot: Snapshot) async throws {
        try await writeLines(document.lines(), collection: .snapshots, source: snapshot.source, at: snapshot.observedAt)
    }

    /// Keeps newline-delimited JSON as the file of the instant `at`.
    package func writeLines(
        _ lines: [UInt8],
        collection: HistoryCollection,
        source: String,
        at: Timestamp
    ) async throws {
        let path = "\(rootPath)/\(HistoryPath(collection: collection, source: source, at: at).relativePath)"
        try await runBlocking { try HistoryFile.write(lines, path: path) }
    }

    /// The files of `source` whose time lies in `from ..< to`, oldest first.
    package func entries(
        _ collection: HistoryCollection,
        source: String,
        from: Timestamp,
        to: Timestamp
    ) async throws -> [HistoryEntry] {
        let folder = HistoryFolder(rootPath: rootPath)
        return try await runBlocking { folder.entries(collection, source: source, from: from, to: to) }
    }

    /// Folder names of the sources that have a history.
    package func sources(_ collection: HistoryCollection) async throws -> [String] {
        let folder = HistoryFolder(rootPath: rootPath)
        return try await runBlocking { folder.sources(collection) }
    }

    /// The first and the last day (UTC midnights) of which `source` has files; nil when it has none.
    package func days(_ collection: HistoryCollection, source: String) async throws -> [Timestamp] {
        let folder = "\(rootPath)/\(HistoryPath.sourceFolder(collection, source: source))"
        return try await runBlocking {
            HistoryFile.names(in: folder).compactMap { name -> Timestamp? in
                guard name.hasPrefix("dt=") else { return nil }
                return ZonedTimestamp(rfc3339: "\(name.dropFirst(3))T00:00:00Z")?.instant
            }.sorted()
        }
    }

    /// The lines of a file, unpacked; throws beyond 64 MiB.
    package func readLines(_ entry: HistoryEntry) async throws -> [UInt8] {
        try await runBlocking { try HistoryFile.read(entry.path) }
    }

    /// The snapshot in a file; nil when the file is empty. The files do not say at which interval their source was polled.
    package func readSnapshot(_ entry: HistoryEntry, intervalSeconds: Int = 300) async throws -> Snapshot? {
        try await runBlocking {
            try Snapshot(historyLines: HistoryFile.read(entry.path), intervalSeconds: intervalSeconds)
        }
    }
}

/// The blocking file access under ``HistoryStore``.
enum HistoryFile {
    /// Level 1 costs a third of level 6's time and a quarter more bytes on these lines.
    private static let compressionLevel = 1
    private static let readLimitBytes = 64 << 20

    static func write(_ lines: [UInt8], path: String) throws {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let packed = try Gzip.compress(lines, level: compressionLevel)
        try Data(packed).write(to: URL(filePath: path), options: .atomic)
    }

    static func read(_ path: String) throws -> [UInt8] {
        try Gzip.decompress([UInt8](Data(contentsOf: URL(filePath: path))), limit: readLimitBytes)
    }

    /// Names in a folder; none when it does not exist.
    static func names(in folder: String) -> [String] {
        // A folder that is not there has no files: nothing was kept yet.
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    static func entries(in folder: String) -> [HistoryEntry] {
        names(in: folder).compactMap { name in
            guard name.hasSuffix(".ndjson.gz"), let seconds = Int64(name.dropLast(".ndjson.gz".count)),
                (0..<1 << 40).contains(seconds)
            else {
                return nil
            }
            return HistoryEntry(path: "\(folder)/\(name)", at: Timestamp(seconds: seconds))
        }
    }

    /// The hour folders that can hold files of the time asked for: by name where the span is short, else those that exist.
    static func hourFolders(
        root: String,
        _ collection: HistoryCollection,
        source: String,
        from: Timestamp,
        to: Timestamp
    ) -> [String] {
        guard from < to else { return [] }
        let base = "\(root)/\(HistoryPath.sourceFolder(collection, source: source))"
        return names(in: base).filter { $0.hasPrefix("dt=") }.flatMap { day -> [String] in
            guard let midnight = ZonedTimestamp(rfc3339: "\(day.dropFirst(3))T00:00:00Z")?.instant,
                midnight < to, midnight.advanced(bySeconds: 86_400) > from
            else { return [] }
            return names(in: "\(base)/\(day)").filter { $0.hasPrefix("hour=") }.map { "\(base)/\(day)/\($0)" }
        }
    }
}
