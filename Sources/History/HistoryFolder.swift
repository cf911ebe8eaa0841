package import Core

/// The history's files for jobs that have a thread of their own to block; services use ``HistoryStore``.
package struct HistoryFolder: Sendable {
    package let rootPath: String

    package init(rootPath: String) {
        self.rootPath = rootPath
    }

    /// Folder names of the sources that have a history.
    package func sources(_ collection: HistoryCollection) -> [String] {
        HistoryFile.names(in: "\(rootPath)/\(collection.rawValue)").sorted().compactMap { name in
            name.hasPrefix("source=") ? String(name.dropFirst("source=".count)) : nil
        }
    }

    /// The files of `source` whose time lies in `from ..< to`, oldest first.
    package func entries(
        _ collection: HistoryCollection,
        source: String,
        from: Timestamp,
        to: Timestamp
    ) -> [HistoryEntry] {
        HistoryFile.hourFolders(root: rootPath, collection, source: source, from: from, to: to)
            .flatMap { folder in HistoryFile.entries(in: folder).filter { $0.at >= from && $0.at < to } }
            .sorted { $0.at < $1.at }
    }

    /// The lines of a file, unpacked; throws beyond 64 MiB.
    package func lines(_ entry: HistoryEntry) throws -> [UInt8] { try HistoryFile.read(entry.path) }
}
