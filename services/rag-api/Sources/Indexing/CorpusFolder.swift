import FoundationEssentials

/// The folder of the project's own documents.
package enum CorpusFolder {
    /// `configured` when given, else `corpus` beside the executable, else `services/rag-api/corpus` in a folder above the
    /// executable or the working directory. Nil when there is none.
    package static func find(
        configured: String?,
        executable: String? = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) -> String? {
        find("corpus", configured: configured, executable: executable, workingDirectory: workingDirectory)
    }

    /// The folder of the labelled questions, looked for in the same places.
    package static func findEvaluation() -> String? {
        find(
            "evaluation",
            configured: nil,
            executable: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            workingDirectory: FileManager.default.currentDirectoryPath
        )
    }

    private static func find(
        _ name: String,
        configured: String?,
        executable: String?,
        workingDirectory: String
    ) -> String? {
        let home = executable.map(parent)
        var folders = configured.map { [$0] } ?? home.map { ["\($0)/\(name)"] } ?? []
        if configured == nil {
            for start in [home, workingDirectory].compactMap({ $0 }) {
                folders += above(start).map { ($0 == "/" ? "" : $0) + "/services/rag-api/\(name)" }
            }
        }
        return folders.first { folder in
            var isFolder = false
            return FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder
        }
    }

    /// The folder and those above it, nearest first.
    private static func above(_ folder: String) -> [String] {
        var folders = [folder]
        while let last = folders.last, last != "/", !last.isEmpty { folders.append(parent(last)) }
        return folders
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
