import Core
import Crypto
import FoundationEssentials
import ObjectStore

/// `checksums.json`: the length and SHA-256 of every file of a version. A version without it does not exist.
package struct ModelChecksums: Sendable, Equatable {
    /// What is known of one file.
    package struct File: Sendable, Equatable {
        package let name: String
        package let bytes: Int
        /// In hexadecimal.
        package let sha256: String
    }

    static let format = 1
    static let limitBytes = 64 << 10

    /// In the order of their names.
    package let files: [File]

    /// The checksums of `files`.
    package init(of files: [String: [UInt8]]) {
        self.files = files.sorted { $0.key < $1.key }.map { name, bytes in
            File(name: name, bytes: bytes.count, sha256: Self.sha256(bytes))
        }
    }

    /// SHA-256 of the document: it names the content of the whole version.
    package var contentHash: String { Self.sha256(json) }

    /// The document, the same bytes for the same files.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("format", Self.format)
        writer.key("files")
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.field("name", file.name)
            writer.field("bytes", file.bytes)
            writer.field("sha256", file.sha256)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.endLine()
        return writer.bytes
    }

    /// Throws `broken`, naming the version.
    init(json: [UInt8], version: ModelVersion) throws(RegistryError) {
        do {
            files = try Self.read(json)
        } catch {
            throw RegistryError(.broken, "models/\(version)/\(ModelArtifact.checksumsFile) cannot be read: \(error)")
        }
        let names = files.map(\.name)
        guard Set(names).count == names.count, files.count <= ModelArtifact.maximumFiles,
            files.allSatisfy(Self.isSound)
        else {
            throw RegistryError(.broken, "models/\(version)/\(ModelArtifact.checksumsFile) lists impossible files")
        }
    }

    /// SHA-256 in hexadecimal.
    static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }

    private static func isSound(_ file: File) -> Bool {
        ModelArtifact.isFileName(file.name) && (0...ModelArtifact.maximumFileBytes).contains(file.bytes)
            && file.sha256.utf8.count == 64
    }

    private static func read(_ json: [UInt8]) throws(JSONError) -> [File] {
        var reader = JSONReader(json)
        var files: [File] = []
        var format = 0
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "format": format = try reader.readInt()
            case "files":
                try reader.beginArray()
                while try reader.nextElement() { files.append(try readFile(&reader)) }
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
        guard format == Self.format else { throw JSONError("format \(Self.format) was expected", at: 0) }
        return files
    }

    private static func readFile(_ reader: inout JSONReader) throws(JSONError) -> File {
        var (name, bytes, sha256) = ("", -1, "")
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "name": name = try reader.readString()
            case "bytes": bytes = try reader.readInt()
            case "sha256": sha256 = try reader.readString()
            default: try reader.skipValue()
            }
        }
        return File(name: name, bytes: bytes, sha256: sha256)
    }
}
