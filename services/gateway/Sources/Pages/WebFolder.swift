import FoundationEssentials
package import Logging

/// Folders of web files on disk.
package enum WebFolder {
    /// Bytes of one file and files of one folder; what lies beyond is left out, and the log says so.
    private static let maximumFileBytes = 4 << 20
    private static let maximumFiles = 500

    /// The folder with the pages: `configured` when given, else `web` beside the executable, else `services/gateway/web`
    /// in a folder above the executable or the working directory. Nil when there is none with an `index.html`.
    package static func find(
        configured: String?,
        executable: String? = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) -> String? {
        let candidates = configured.map { [$0] } ?? searched(executable: executable, workingDirectory: workingDirectory)
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/index.html") }
    }

    private static func searched(executable: String?, workingDirectory: String) -> [String] {
        let home = executable.map(parent)
        var folders = home.map { [$0 + "/web"] } ?? []
        for start in [home, workingDirectory].compactMap({ $0 }) {
            var folder = start
            while true {
                folders.append((folder == "/" ? "" : folder) + "/services/gateway/web")
                if folder == "/" || folder.isEmpty { break }
                folder = parent(folder)
            }
        }
        return folders
    }

    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The files below `path` by their relative name; hidden ones and those `isWanted` refuses are left out.
    package static func files(
        in path: String,
        logger: Logger,
        isWanted: (String) -> Bool = { _ in true }
    ) -> [String: [UInt8]] {
        let names: [String]
        do {
            names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
        } catch {
            logger.warning("Web folder cannot be read", metadata: ["path": .string(path), "error": "\(error)"])
            return [:]
        }
        var files: [String: [UInt8]] = [:]
        for name in names where isWanted(name) && !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let file = path + "/" + name
            var isFolder = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder else { continue }
            guard files.count < maximumFiles, let bytes = contents(of: file) else {
                logger.warning("Web file is left out", metadata: ["path": .string(file)])
                continue
            }
            files[name] = bytes
        }
        return files
    }

    private static func contents(of file: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: file), data.count <= maximumFileBytes else { return nil }
        return Array(data)
    }
}
