import Blocking
import Core
package import Documents
import FoundationEssentials
package import Retrieval

/// The index as a file, with the place in the repository it stands for; a start reads only what changed since.
package struct IndexFile: Sendable {
    private let path: String

    /// The file `rag-api/index.bin` below `VAR_DIR`.
    package init(varDirectory: String) {
        path = "\(varDirectory)/rag-api/index.bin"
    }

    /// The saved index, nil where there is none that can be used: then it is made anew.
    package func load() async -> (index: PassageIndex, cursor: PassageCursor)? {
        let path = path
        return try? await runBlocking {
            guard let data = FileManager.default.contents(atPath: path) else { return nil }
            let bytes = [UInt8](data)
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end < 4096 else { return nil }
            let cursor = try Self.cursor(Array(bytes[..<end]))
            return (try PassageIndex(bytes: Array(bytes[(end + 1)...])), cursor)
        }
    }

    /// Saves an index in the place of the one before.
    package func save(_ index: PassageIndex, cursor: PassageCursor) async throws {
        let path = path
        try await runBlocking {
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("identity", cursor.identity)
            writer.field("revision", cursor.revision)
            writer.field("base", cursor.base)
            writer.endObject()
            try Data(writer.bytes + [UInt8(ascii: "\n")] + index.bytes).write(to: URL(filePath: path), options: .atomic)
        }
    }

    private static func cursor(_ line: [UInt8]) throws(JSONError) -> PassageCursor {
        var reader = JSONReader(line)
        var cursor = PassageCursor.start
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "identity": cursor.identity = try reader.readString()
            case "revision": cursor.revision = try reader.readInt()
            case "base": cursor.base = try reader.readInt()
            default: try reader.skipValue()
            }
        }
        return cursor
    }
}
